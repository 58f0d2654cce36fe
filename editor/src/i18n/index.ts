/**
 * The words of the app. `en` is complete and travels with the app; another language is one folder of the same shape,
 * loaded when chosen: `i18n/da/index.ts` with `export default { … } satisfies Catalogue`.
 */
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Catalogue } from './catalogue.ts';
import en from './en/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: { app: typeof en };
    returnNull: false;
  }
}

const others = import.meta.glob<{ default: Catalogue }>(['./*/index.ts', '!./en/index.ts']);

export const languages: readonly string[] = [
  'en',
  ...Object.keys(others).map((path) => path.split('/')[1] ?? ''),
];

const words = createInstance();
const CHOSEN = 'recipro.language';

/** The language chosen before, else the first of the browser's that we speak, else English. */
function preferred(): string {
  const wanted = [localStorage.getItem(CHOSEN) ?? '', ...navigator.languages];
  return (
    wanted.map((tag) => tag.slice(0, 2)).find((language) => languages.includes(language)) ?? 'en'
  );
}

export async function startWords(): Promise<void> {
  await words.use(initReactI18next).init({
    resources: { en: { app: en } },
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'app',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(preferred());
}

async function speak(language: string): Promise<void> {
  const load = others[`./${language}/index.ts`];
  if (load) words.addResourceBundle(language, 'app', (await load()).default);
  await words.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: string): Promise<void> {
  localStorage.setItem(CHOSEN, language);
  await speak(language);
}
