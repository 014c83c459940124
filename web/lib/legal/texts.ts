import privacy1 from './privacy-1.json' with { type: 'json' };
import privacy2 from './privacy-2.json' with { type: 'json' };
import privacy3 from './privacy-3.json' with { type: 'json' };
import refunds1 from './refunds-1.json' with { type: 'json' };
import refunds2 from './refunds-2.json' with { type: 'json' };
import terms1 from './terms-1.json' with { type: 'json' };
import terms2 from './terms-2.json' with { type: 'json' };

export const legalKinds = ['terms', 'privacy', 'refunds'] as const;
export type LegalKind = (typeof legalKinds)[number];
export type LegalLanguage = 'en' | 'sw';

export type LegalText = { title: string; lead: string; sections: { heading: string; text: string[] }[] };
/** `from`: the first day on which it holds, e.g. 2026-12-01. */
type Version = { from: string } & Record<LegalLanguage, LegalText>;

/** All versions ever shown, the first one first: a text that people accepted stays readable and never changes. */
const versions: Record<LegalKind, Version[]> = {
	terms: [terms1, terms2],
	privacy: [privacy1, privacy2, privacy3],
	refunds: [refunds1, refunds2],
};

export const isLegalKind = (text: string): text is LegalKind => legalKinds.includes(text as LegalKind);

export type FoundText = { version: number; newest: number; from: string; text: LegalText };

/** A version of a text, counted from 1; the newest if none is named, and null if there is no such version. */
export function legalText(kind: LegalKind, language: LegalLanguage, version?: number): FoundText | null {
	const all = versions[kind];
	const wanted = version ?? all.length;
	const found = all[wanted - 1];
	return found ? { version: wanted, newest: all.length, from: found.from, text: found[language] } : null;
}

/** The text as a plain file, whose SHA-256 names the version that somebody read. */
export function plainText(kind: LegalKind, { version, from, text }: FoundText): string {
	const sections = text.sections.map(({ heading, text: lines }) => [heading, ...lines].join('\n'));
	return `${[`Passa · ${kind} · ${version} · ${from}`, `${text.title}\n${text.lead}`, ...sections].join('\n\n')}\n`;
}
