/** A sentence that shows for a moment, such as why a wire was refused; a screen reader reads it out. */
import { useEffect, useState } from 'react';
import { useSession } from '../session/use-session.ts';
import classes from './canvas.module.css';

/** Long enough to read two short sentences twice. */
const SHOWN_MS = 6000;

export function Said() {
  const said = useSession((session) => session.said);
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setHidden(said.count), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const shown = said.count > hidden && said.text !== '';
  return (
    <div className={classes['said']} role="status" data-shown={shown}>
      {shown ? said.text : ''}
    </div>
  );
}
