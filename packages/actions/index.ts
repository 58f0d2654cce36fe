/** The built-in actions. To add one, write its file and name it here; to remove one, do the reverse. */
import type { Action, ActionCatalog } from '@recipro/schema';
import { consentRecord } from './consent-record.ts';
import { messageSend } from './message-send.ts';
import { partnerFee } from './partner-fee.ts';
import { pointsCredit } from './points-credit.ts';
import { pointsDebit } from './points-debit.ts';
import { scoreAdd } from './score-add.ts';
import { scoreSet } from './score-set.ts';
import { tagAdd } from './tag-add.ts';
import { tagRemove } from './tag-remove.ts';
import { transferReverse } from './transfer-reverse.ts';
import { voucherIssue } from './voucher-issue.ts';
import { voucherRedeem } from './voucher-redeem.ts';

/** In the order in which the palette shows them. */
export const builtInActions: ActionCatalog = catalogOf([
  pointsCredit,
  pointsDebit,
  partnerFee,
  transferReverse,
  voucherIssue,
  voucherRedeem,
  scoreAdd,
  scoreSet,
  tagAdd,
  tagRemove,
  consentRecord,
  messageSend,
]);

/** A catalogue of these actions; two of one kind are a mistake of whoever wrote the list. */
export function catalogOf(actions: Iterable<Action>): ActionCatalog {
  const catalog = new Map<string, Action>();
  for (const action of actions) {
    if (catalog.has(action.kind)) throw new Error(`Two actions are called ${action.kind}.`);
    catalog.set(action.kind, action);
  }
  return catalog;
}
