/** The form of the selected step; of the workflow itself when nothing is selected. */
import { useTranslation } from 'react-i18next';

export function Inspector() {
  const { t } = useTranslation();
  return <aside aria-label={t('editor.form.title')} />;
}
