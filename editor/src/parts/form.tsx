/** The foot of a form: what went wrong in words, and its buttons. */
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import classes from './form.module.css';
import { useProblemWords } from './problem.tsx';

export function FormProblem({ error }: { error: Error | null }) {
  if (error === null) return null;
  return <Words error={error} />;
}

function Words({ error }: { error: Error }) {
  const words = useProblemWords(error);
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return (
    <div className={classes['problem']} role="alert">
      <p className={classes['title']}>{words.title}</p>
      {words.text !== words.title && <p>{words.text}</p>}
      {errors.length > 0 && (
        <ul className={classes['errors']}>
          {errors.map((item) => (
            <li key={item.pointer + item.message}>
              <code>{item.pointer}</code> {item.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function FormActions({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes['actions']}>
      <div className={classes['aside']}>{aside}</div>
      {children}
    </div>
  );
}
