/** A booking in one short sentence: who gave what to whom, or who owes whom. */
import { useTranslation } from 'react-i18next';
import type { TransferView } from '@recipro/schema';
import { accountWords } from './account-words.ts';
import { usePartnerName } from './names.ts';

type Movement = Pick<TransferView, 'from' | 'to' | 'subject'>;

export function useTransferWords(): (transfer: Movement) => string {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return ({ from, to, subject }) => {
    const [, one = '', holds, other = ''] = from.split(':');
    const names = { from: partner(one), to: partner(other) };
    if (holds === 'payable' && to.includes(':receivable:')) return t('words.owes', names);
    if (holds === 'receivable' && to.includes(':payable:'))
      return t('words.owesLess', { from: names.to, to: names.from });
    return t('words.gives', {
      from: accountWords(from, partner, t, subject),
      to: accountWords(to, partner, t, subject),
    });
  };
}
