/** What a case expected and was not so, in the reader's words. A code that this app does not know is said in the server's. */
import { useTranslation } from 'react-i18next';
import type { CaseFailure } from '@recipro/schema';
import { findNode } from '../document/index.ts';
import { useAmounts } from '../parts/amounts.ts';
import { outcomeWords } from '../parts/outcome-words.ts';
import { usePartnerName } from '../parts/names.ts';
import { useStepWords } from '../session/phrases.ts';
import { useDocument } from '../session/use-session.ts';

export function useFailureWords(): (failure: CaseFailure) => string {
  const { t } = useTranslation();
  const document = useDocument();
  const words = useStepWords();
  const amount = useAmounts();
  const partner = usePartnerName();
  return ({ code, message, details }) => {
    const text = (name: string) => String(details[name] ?? '');
    const node = findNode(document, text('node'));
    const step = node ? words.title(node) : text('title');
    const currency = text('currency');
    const money = (name: string) => amount(Number(details[name]), currency);
    const compared = { expected: text('expected'), found: text('found') };
    const amounts = { expected: money('expected'), found: money('found') };
    const owing = { from: partner(text('from')), to: partner(text('to')) };
    switch (code) {
      case 'step': {
        const found = text('found');
        return t('editor.bench.failure.step', {
          step,
          expected: outcomeWords(text('expected'), t),
          found: found === 'not reached' ? t('editor.bench.notReached') : outcomeWords(found, t),
        });
      }
      case 'step-reached':
        return t('editor.bench.failure.stepReached', { step });
      case 'balance':
        return t('editor.bench.failure.balance', { currency, ...amounts });
      case 'owed':
        return t('editor.bench.failure.owed', { ...owing, ...amounts });
      case 'owed-pending':
        return t('editor.bench.failure.owedPending', { ...owing, ...amounts });
      case 'score':
        return t('editor.bench.failure.score', { name: text('name'), ...compared });
      case 'tag':
        return t('editor.bench.failure.tag', { tag: text('tag') });
      case 'vouchers':
        return t('editor.bench.failure.vouchers', compared);
      case 'messages':
        return t('editor.bench.failure.messages', compared);
      default:
        return message;
    }
  };
}
