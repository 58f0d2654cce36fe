/** The check of the books: everything is read again from the start, and the answer is one light and one sentence. */
import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VerifyResult } from '@recipro/schema';
import { change } from '../../api.ts';
import { FormProblem } from '../../parts/form.tsx';
import { Money } from '../../parts/money.tsx';
import classes from './ledger.module.css';

export function Check() {
  const { t } = useTranslation();
  const verify = useMutation({ mutationFn: change.verify });
  const light = verify.data === undefined ? 'off' : verify.data.ok ? 'good' : 'bad';
  return (
    <div className={classes['check']} data-light={light}>
      <span className={classes['light']} aria-hidden />
      <div className={classes['checkWords']} aria-live="polite">
        {verify.data ? (
          <Answer result={verify.data} />
        ) : (
          <>
            <h2>{t('ledger.unchecked')}</h2>
            <p>{t('ledger.uncheckedText')}</p>
          </>
        )}
        <FormProblem error={verify.error} />
      </div>
      <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
        {t('ledger.check')}
      </Button>
    </div>
  );
}

function Answer({ result }: { result: VerifyResult }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  if (result.firstBad !== null)
    return (
      <>
        <h2>{t('ledger.bad')}</h2>
        <p>{t('ledger.badText', result.firstBad)}</p>
        <Sums sums={result.sums} />
      </>
    );
  return (
    <>
      <h2>{t('ledger.ok')}</h2>
      <p>
        {t('ledger.okText', {
          transfers: number.format(result.transfers),
          accounts: number.format(result.accounts),
        })}
      </p>
      <Sums sums={result.sums} />
    </>
  );
}

/** One light a currency: what all its accounts add up to. */
function Sums({ sums }: Pick<VerifyResult, 'sums'>) {
  const { t } = useTranslation();
  return (
    <ul className={classes['sums']} aria-label={t('ledger.sums')}>
      {sums.map(({ currency, balanceMinor }) => {
        const zero = balanceMinor === 0;
        return (
          <li key={currency} data-zero={zero}>
            {zero ? (
              <IconCheck size={14} stroke={2.4} aria-hidden />
            ) : (
              <IconX size={14} stroke={2.4} aria-hidden />
            )}
            {zero ? currency : <Money amountMinor={balanceMinor} currency={currency} />}{' '}
            {t(zero ? 'ledger.zero' : 'ledger.notZero')}
          </li>
        );
      })}
    </ul>
  );
}
