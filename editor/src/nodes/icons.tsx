/** Icons of steps by the names that actions use. A name that is not here gets the plain one. */
import {
  IconArrowBackUp,
  IconBolt,
  IconCoins,
  IconCreditCardPay,
  IconFlag,
  IconGauge,
  IconHeartHandshake,
  IconHelpHexagon,
  IconPuzzle,
  IconSend,
  IconShieldCheck,
  IconStar,
  IconTag,
  IconTagOff,
  IconTicket,
  IconTicketOff,
} from '@tabler/icons-react';
import type { TablerIcon } from '@tabler/icons-react';

const ICONS: Readonly<Record<string, TablerIcon>> = {
  'arrow-back-up': IconArrowBackUp,
  bolt: IconBolt,
  coins: IconCoins,
  'credit-card-pay': IconCreditCardPay,
  flag: IconFlag,
  gauge: IconGauge,
  'heart-handshake': IconHeartHandshake,
  question: IconHelpHexagon,
  send: IconSend,
  'shield-check': IconShieldCheck,
  star: IconStar,
  tag: IconTag,
  'tag-off': IconTagOff,
  ticket: IconTicket,
  'ticket-off': IconTicketOff,
};

export function StepIcon({ name, size = 17 }: { name: string; size?: number }) {
  const Icon = ICONS[name] ?? IconPuzzle;
  return <Icon size={size} stroke={1.7} aria-hidden />;
}
