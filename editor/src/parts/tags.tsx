/** Tags of a customer as small labels. */
import { Badge } from './badge.tsx';
import classes from './tags.module.css';

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className={classes['tags']}>
      {tags.map((tag) => (
        <Badge key={tag} tone="idle">
          {tag}
        </Badge>
      ))}
    </span>
  );
}
