/** What a step changed, one sentence an effect. */
import { useTranslation } from 'react-i18next';
import type { Effect } from '@recipro/schema';
import { accountWords } from './account-words.ts';
import { useAmounts } from './amounts.ts';
import { usePartnerName } from './names.ts';
import { exactTime } from './time.tsx';

export function useEffectWords(): (effect: Effect) => string {
  const { t, i18n } = useTranslation();
  const amount = useAmounts();
  const partner = usePartnerName();

  const transferWords = (effect: Extract<Effect, { type: 'transfer' }>): string => {
    const value = amount(effect.amountMinor, effect.currency);
    const [, debtor = '', holds, creditor = ''] = effect.from.split(':');
    const later =
      effect.availableAtMs === undefined
        ? ''
        : ` ${t('words.effect.pendingUntil', { time: exactTime(effect.availableAtMs, i18n.language) })}`;
    if (holds === 'payable')
      return (
        t('words.effect.owes', { from: partner(debtor), to: partner(creditor), value }) + later
      );
    if (effect.to.startsWith('customer:')) return t('words.effect.earns', { value }) + later;
    if (effect.from.startsWith('customer:')) return t('words.effect.pays', { value }) + later;
    const from = accountWords(effect.from, partner, t);
    const to = accountWords(effect.to, partner, t);
    return t('words.effect.transfer', { value, from, to }) + later;
  };

  return (effect) => {
    switch (effect.type) {
      case 'score':
        return effect.mode === 'set'
          ? t('words.effect.scoreSet', { name: effect.name, value: effect.value })
          : t('words.effect.scoreAdd', {
              name: effect.name,
              value: effect.value < 0 ? `−${-effect.value}` : `+${effect.value}`,
            });
      case 'transfer':
        return transferWords(effect);
      case 'reverse':
        return effect.part
          ? t('words.effect.reversePart', {
              reference: effect.reference,
              part: `${effect.part.numerator}/${effect.part.denominator}`,
            })
          : t('words.effect.reverse', { reference: effect.reference });
      case 'voucher':
        return t('words.effect.voucher', {
          offer: effect.offer,
          partner: partner(effect.redeemer),
        });
      case 'redeem':
        return t('words.effect.redeem', { code: effect.code, offer: effect.offer });
      case 'tag':
        return t(effect.mode === 'add' ? 'words.effect.tagAdd' : 'words.effect.tagRemove', {
          tag: effect.tag,
        });
      case 'consent':
        return t(effect.granted ? 'words.effect.consent' : 'words.effect.consentWithdrawn', {
          purpose: effect.purpose,
          partner: partner(effect.partner),
        });
      case 'deliver':
        return t('words.effect.deliver', { event: effect.event, partner: partner(effect.to) });
      case 'perform':
        return t('words.effect.perform');
      default:
        return effect satisfies never;
    }
  };
}
