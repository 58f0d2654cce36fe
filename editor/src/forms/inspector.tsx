/** The form of the selected step; of the workflow itself when nothing is selected. */
import { useTranslation } from 'react-i18next';
import { findNode } from '../document/index.ts';
import { useDocument, useSession } from '../session/use-session.ts';
import { INSPECTOR } from './inspector-id.ts';
import classes from './inspector.module.css';
import { StepForm } from './step-form.tsx';
import { WorkflowForm } from './workflow-form.tsx';

export function Inspector() {
  const { t } = useTranslation();
  const document = useDocument();
  const selection = useSession((session) => session.selection);
  const [id] = selection;
  const node = id === undefined ? undefined : findNode(document, id);
  return (
    <aside id={INSPECTOR} className={classes['inspector']} aria-label={t('editor.form.title')}>
      {selection.length > 1 ? (
        <p className={classes['many']}>{t('editor.form.many', { count: selection.length })}</p>
      ) : node ? (
        <StepForm key={node.id} node={node} />
      ) : (
        <WorkflowForm />
      )}
    </aside>
  );
}
