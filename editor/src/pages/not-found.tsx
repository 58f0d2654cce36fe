/** An address that leads nowhere. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Message } from '../parts/message.tsx';

export default function NotFound() {
  const { t } = useTranslation();
  return (
    <Message title={t('shell.problem.notFound')} text={t('shell.problem.notFoundHelp')}>
      <Button component={Link} to="/workflows" variant="default">
        {t('shell.workflows')}
      </Button>
    </Message>
  );
}
