/** What the run wrote in the books: each line says from whom to whom. */
import { useTranslation } from 'react-i18next';
import type { TransferView } from '@recipro/schema';
import { Money } from '../../parts/money.tsx';
import { Section } from '../../parts/page.tsx';
import { useTransferWords } from '../../parts/transfer-words.ts';
import { Time } from '../../parts/time.tsx';
import classes from './run.module.css';

export function Booked({ transfers }: { transfers: readonly TransferView[] }) {
  const { t } = useTranslation();
  const words = useTransferWords();
  if (transfers.length === 0)
    return (
      <Section title={t('runs.booked')}>
        <p className={classes['dim']}>{t('runs.bookedNothing')}</p>
      </Section>
    );
  return (
    <Section title={t('runs.booked')} summary={t('runs.sumsToZero')}>
      <ul className={classes['lines']}>
        {transfers.map((transfer) => (
          <li key={transfer.id} className={classes['line']}>
            <span className={classes['lineWords']}>
              {words(transfer)}
              <span className={classes['dim']}>
                {transfer.reference && <> · {transfer.reference}</>}
                {transfer.reverses && <> · {t('runs.reverses')}</>}
                {transfer.availableAtMs !== null && transfer.availableAtMs > transfer.atMs && (
                  <>
                    {' · '}
                    {t('runs.pendingUntil')} <Time atMs={transfer.availableAtMs} />
                  </>
                )}
              </span>
            </span>
            <Money amountMinor={transfer.amountMinor} currency={transfer.currency} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
