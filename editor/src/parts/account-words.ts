/** An account of the ledger in words: whose it is and what it holds. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { usePartnerName } from './names.ts';

export function useAccountWords(): (address: string, subject?: string | null) => string {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (address, subject) => accountWords(address, partner, t, subject);
}

export function accountWords(
  address: string,
  partner: (id: string) => string,
  t: TFunction,
  /** The customer as a partner calls them, where the account is a customer's. */
  subject?: string | null,
): string {
  const [kind, id = '', holds, other = ''] = address.split(':');
  if (kind === 'customer') return t('words.account.customer', { id: subject ?? shortId(id) });
  if (holds === 'issued') return t('words.account.issued', { partner: partner(id) });
  if (holds === 'payable')
    return t('words.account.payable', { partner: partner(id), other: partner(other) });
  if (holds === 'receivable')
    return t('words.account.receivable', { partner: partner(id), other: partner(other) });
  return address;
}

const ID_END_CHARACTERS = 5;

/** Where only the address is known, its end is enough to tell two customers apart. */
function shortId(id: string): string {
  return `…${id.slice(-ID_END_CHARACTERS)}`;
}
