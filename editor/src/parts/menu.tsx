/**
 * A button that opens a short menu: the browser's own popover, so it lies on top, closes on Escape and on a press elsewhere.
 * Arrow keys, Home and End move; Enter or Space chooses; Tab leaves. An item acts, leads somewhere, or is one choice of several.
 */
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, ToggleEvent } from 'react';
import { IconCheck } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import classes from './menu.module.css';

export type MenuItem = {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Set on the choices of a group: whether this one holds. */
  readonly checked?: boolean;
  readonly lang?: string;
  readonly onChoose?: () => void;
  /** A page of the app. */
  readonly to?: string;
  /** A file to download. */
  readonly download?: string;
};
type MenuGroup = { readonly label?: string; readonly items: readonly MenuItem[] };

type Props = {
  /** Names the button where its content does not. */
  readonly label?: string;
  readonly content: ReactNode;
  readonly className?: string | undefined;
  readonly groups: readonly MenuGroup[];
};

/** Between the button and its menu, and between the menu and the edge of the window. */
const GAP_PX = 4;

export function Menu({ label, content, className, groups }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false);
  const shown = groups.filter((group) => group.items.length > 0);

  const toggled = (event: ToggleEvent<HTMLElement>) => {
    const open = event.newState === 'open';
    setOpened(open);
    if (!open || button.current === null || menu.current === null) return;
    place(menu.current, button.current.getBoundingClientRect());
    itemsOf(menu.current)[0]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={opened}
        aria-controls={opened ? id : undefined}
        popoverTarget={id}
      >
        {content}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={classes['menu']}
        onToggle={toggled}
        onKeyDown={(event) => move(event, menu.current)}
      >
        {shown.map((group) => (
          <div
            key={group.label ?? group.items[0]?.key}
            role="group"
            aria-label={group.label}
            className={classes['group']}
          >
            {group.label && (
              <div className={classes['label']} aria-hidden>
                {group.label}
              </div>
            )}
            {group.items.map((item) => (
              <Item key={item.key} item={item} close={() => menu.current?.hidePopover()} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  const navigate = useNavigate();
  const choose = () => {
    close();
    item.onChoose?.();
    if (item.to !== undefined) void navigate(item.to);
  };
  const inside = (
    <>
      {item.icon}
      <span className={classes['words']}>{item.label}</span>
      {item.checked && <IconCheck size={15} stroke={2} aria-hidden />}
    </>
  );
  if (item.download !== undefined)
    return (
      <a
        role="menuitem"
        tabIndex={-1}
        className={classes['item']}
        href={item.download}
        download
        onClick={close}
      >
        {inside}
      </a>
    );
  return (
    <button
      type="button"
      tabIndex={-1}
      lang={item.lang}
      className={classes['item']}
      onClick={choose}
      {...(item.checked === undefined
        ? { role: 'menuitem' }
        : { role: 'menuitemradio', 'aria-checked': item.checked })}
    >
      {inside}
    </button>
  );
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}

function move(event: KeyboardEvent, menu: HTMLElement | null): void {
  if (menu === null) return;
  if (event.key === 'Tab') return menu.hidePopover();
  const items = itemsOf(menu);
  const here = items.findIndex((item) => item === document.activeElement);
  const next = {
    ArrowDown: (here + 1) % items.length,
    ArrowUp: (here - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

/** Below the button and along its nearer edge; above it where there is no room below. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + GAP_PX;
  const top = below + height > window.innerHeight ? anchor.top - GAP_PX - height : below;
  const left = anchor.left + width > window.innerWidth ? anchor.right - width : anchor.left;
  menu.style.top = `${Math.max(GAP_PX, top)}px`;
  menu.style.left = `${Math.max(GAP_PX, left)}px`;
}
