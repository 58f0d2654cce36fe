/** Icons of steps by the names that actions use. A name that is not here gets the plain one. */
import {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBolt,
  IconCoins,
  IconCreditCardPay,
  IconFlag,
  IconGauge,
  IconHeartHandshake,
  IconHelpHexagon,
  IconNote,
  IconPuzzle,
  IconSend,
  IconShieldCheck,
  IconStar,
  IconTable,
  IconTag,
  IconTagOff,
  IconTarget,
  IconTicket,
  IconTicketOff,
} from '@tabler/icons-react';
import type { TablerIcon } from '@tabler/icons-react';

const ICONS: Readonly<Record<string, TablerIcon>> = {
  'arrow-back-up': IconArrowBackUp,
  'arrows-split': IconArrowsSplit2,
  bolt: IconBolt,
  coins: IconCoins,
  'credit-card-pay': IconCreditCardPay,
  flag: IconFlag,
  gauge: IconGauge,
  'heart-handshake': IconHeartHandshake,
  note: IconNote,
  question: IconHelpHexagon,
  send: IconSend,
  'shield-check': IconShieldCheck,
  star: IconStar,
  table: IconTable,
  tag: IconTag,
  'tag-off': IconTagOff,
  target: IconTarget,
  ticket: IconTicket,
  'ticket-off': IconTicketOff,
};

export function StepIcon({ name, size = 17 }: { name: string; size?: number }) {
  const Icon = ICONS[name] ?? IconPuzzle;
  return <Icon size={size} stroke={1.7} aria-hidden />;
}
