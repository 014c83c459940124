import {
	type NumberFault,
	type NumberRead,
	readCount,
	readDollars,
	readPercent,
	readShillings,
} from './numbers.ts';
import { cleanText, type TextRule, unitsOf } from './text.ts';

/** The fields for words of an event's draft, without the places in lists: `tiers.0.name` is `tiers.name`. */
export const draftTexts = {
	'basics.name': { most: 64 },
	'basics.description': { most: 5000, lines: true },
	'basics.category': { most: 40 },
	'basics.lineup': { most: 80 },
	'basics.venue.name': { most: 120 },
	'basics.venue.city': { most: 80 },
	'tiers.name': { most: 80 },
	'tiers.description': { most: 300 },
	'payees.name': { most: 80 },
	'picture.alt.en': { most: 300 },
	'picture.alt.sw': { most: 300 },
} as const satisfies Record<string, TextRule>;

export type DraftTextField = keyof typeof draftTexts;

export const mostActs = 40;

/** The rule of a field for words by its path in the draft; null if the path is another field's. */
export function draftTextRule(path: string): TextRule | null {
	const field = path.replace(/\.\d+(?=\.|$)/g, '');
	return Object.hasOwn(draftTexts, field) ? draftTexts[field as DraftTextField] : null;
}

/** What people typed into the fields of numbers, if it is no value of them: kept as it is until they mend it. */
export const typedText: TextRule = { most: 60 };

export type DraftNumberFault = NumberFault | 'NUMBER_MISSING';

/** Counts are u32 on chain. */
export const mostCount = 4_294_967_295;
export const mostReleaseDays = 365;
export const mostFreezeHours = 8760;
/** A resale costs at most five times the price, and a ticket changes hands for money at most so often. */
export const mostResaleCapBps = 50_000;
export const mostResales = 255;

const count = (most: number) => (text: string) => readCount(text, most);
const share = (text: string) => readPercent(text);

/** A draft's tier before anything is written into it. Prices in whole shillings and in USDC, as they are typed. */
export const emptyTier = () => ({
	name: '',
	description: '',
	price: '',
	usdcPrice: '',
	capacity: null as number | null,
	fiatQuota: null as number | null,
	opensAt: '',
	closesAt: '',
	perOrder: 10 as number | null,
});

/** How the fields for numbers are read, without the places in lists. Shares and caps are in basis points. */
export const draftNumbers = {
	'tiers.price': readShillings,
	'tiers.usdcPrice': readDollars,
	'tiers.capacity': count(mostCount),
	'tiers.fiatQuota': count(mostCount),
	'tiers.perOrder': count(mostCount),
	'payees.bps': share,
	'policy.reserveBps': share,
	'policy.releaseDays': count(mostReleaseDays),
	'policy.freezeHours': count(mostFreezeHours),
	'policy.commissionCapBps': share,
	'policy.resaleCapBps': (text: string) => readPercent(text, mostResaleCapBps),
	'policy.resaleLimit': count(mostResales),
	'policy.royaltyBps': share,
	'policy.complimentary': count(mostCount),
} as const satisfies Record<string, (text: string) => NumberRead<number> | NumberRead<string>>;

export type DraftNumberField = keyof typeof draftNumbers;

/** Why a text is no value of a field for numbers; null if it is one. Shares and rules cannot be left empty. */
export function draftNumberFault(field: DraftNumberField, text: string): DraftNumberFault | null {
	const { value, fault } = draftNumbers[field](text);
	if (fault !== null || value !== null || field.startsWith('tiers.')) return fault;
	return 'NUMBER_MISSING';
}

/**
 * A draft as the platform keeps it, by the same rules: every text is clean. A text beyond what the platform stores gives
 * way to the one of `last`, so that it stops no other field from being saved.
 */
export function cleanDraft<T>(content: T, last: unknown, path = ''): T {
	const rule = draftTextRule(path);
	if (typeof content === 'string') {
		const clean = cleanOf(content, path);
		const tooLarge = rule !== null && clean.length > unitsOf(rule);
		return (tooLarge ? (typeof last === 'string' ? last : '') : clean) as T;
	}
	if (Array.isArray(content))
		return content.map((each, i) => cleanDraft(each, at(last, i), `${path}.${i}`)) as T;
	if (content === null || typeof content !== 'object') return content;
	const within = (key: string) => (path === '' ? key : `${path}.${key}`);
	return Object.fromEntries(
		Object.entries(content).map(([key, each]) => [key, cleanDraft(each, at(last, key), within(key))]),
	) as T;
}

/** An address is pasted, with spaces and marks around it. */
export const cleanAddress = (text: string): string => cleanText(text).replace(/\s/g, '');

function cleanOf(text: string, path: string): string {
	if (/^payees\.\d+\.address$/.test(path)) return cleanAddress(text);
	return cleanText(text, draftTextRule(path) ?? {});
}

const at = (value: unknown, key: string | number): unknown =>
	value !== null && typeof value === 'object' ? (value as Record<string | number, unknown>)[key] : undefined;
