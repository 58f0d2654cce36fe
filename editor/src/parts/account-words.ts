/** An account of the ledger in words: whose it is and what it holds. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { usePartnerName } from './names.ts';

export function useAccountWords(): (address: string) => string {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (address) => accountWords(address, partner, t);
}

export function accountWords(
  address: string,
  partner: (id: string) => string,
  t: TFunction,
): string {
  const [kind, id = '', holds, other = ''] = address.split(':');
  if (kind === 'customer') return t('words.account.customer', { id: shortId(id) });
  if (holds === 'issued') return t('words.account.issued', { partner: partner(id) });
  if (holds === 'payable')
    return t('words.account.payable', { partner: partner(id), other: partner(other) });
  if (holds === 'receivable')
    return t('words.account.receivable', { partner: partner(id), other: partner(other) });
  return address;
}

const ID_END_CHARACTERS = 5;

/** The end of a long id is enough to tell two customers apart; the whole of it is in the address of the page. */
function shortId(id: string): string {
  return `…${id.slice(-ID_END_CHARACTERS)}`;
}
