/** The signing secret: a new one can be made; it is shown once, and the old one runs out. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import type { PartnerView } from '@recipro/schema';
import { change } from '../../api.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Section } from '../../parts/page.tsx';
import { ShownOnce } from './shown-once.tsx';

export function Secret({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  const rotate = useMutation({ mutationFn: () => change.rotateSecret(partner.id) });
  return (
    <Section
      title={t('partners.secretTitle')}
      summary={t('partners.secretText')}
      actions={
        <Confirm
          title={t('partners.rotateTitle')}
          text={t('partners.rotateText')}
          action={t('partners.rotate')}
          mutation={rotate}
        />
      }
    >
      <Dialog
        opened={rotate.data !== undefined}
        onClose={rotate.reset}
        firm
        title={t('partners.secrets.title')}
      >
        {rotate.data && <ShownOnce secret={rotate.data.secret} onDone={rotate.reset} />}
      </Dialog>
    </Section>
  );
}
