/** Text for machines: kept as it is, scrolls inside itself, can be copied. */
import { CopyButton } from './copy-button.tsx';
import classes from './code-block.module.css';

export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes['block']}>
      <div className={classes['bar']}>
        <span>{label}</span>
        <CopyButton value={text} />
      </div>
      {/* A box that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes['code']} tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
