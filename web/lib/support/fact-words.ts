import type { FactName } from '#relayer/client.ts';
import * as m from '../paraglide/messages.js';
import { entryOf } from '../text/entry-of.ts';
import { kes } from '../text/money.ts';
import { longDate, timeOf } from '../text/time.ts';
import { observationWords } from './case-words.ts';

type Fact = { name: () => string; value?: (text: string, locale: string) => string };

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;
const moment = (text: string, locale: string): string =>
	iso.test(text) ? `${longDate(text, locale)}, ${timeOf(text, locale)}` : text;

const providers = { mpesa: () => 'M-Pesa' };
const reasons = {
	FORM_UNKNOWN: m.fact_why_form,
	TYPE_UNKNOWN: m.fact_why_type,
	AMOUNT_UNREADABLE: m.fact_why_amount,
};
const errors = { NONE: m.fact_error_none, NOT_BOUND: m.fact_error_unbound };

function batchWords(text: string): string {
	const [event, lane, seq] = text.split(' ');
	return event && lane && seq ? m.fact_batch_of({ event, lane, seq }) : text;
}

const facts: Record<FactName, Fact> = {
	amount: { name: m.fact_amount, value: (text) => (/^\d+$/.test(text) ? kes(text) : text) },
	attempts: { name: m.fact_attempts },
	earlier: { name: m.fact_earlier },
	newer: { name: m.fact_newer },
	batch: { name: m.fact_batch, value: batchWords },
	boundAt: { name: m.fact_bound_at, value: moment },
	bytes: { name: m.fact_bytes },
	code: { name: m.fact_code },
	entries: { name: m.fact_entries },
	error: { name: m.fact_error, value: (text) => entryOf(errors, text)?.() ?? text },
	event: { name: m.fact_event },
	from: { name: m.fact_from, value: moment },
	lane: { name: m.fact_lane },
	lastRead: {
		name: m.fact_last_read,
		value: (text, locale) => (text === 'never' ? m.fact_never() : moment(text, locale)),
	},
	ledgersLeft: { name: m.fact_ledgers_left },
	message: { name: m.fact_message, value: observationWords },
	missing: { name: m.fact_missing },
	order: { name: m.fact_order },
	orders: { name: m.fact_orders },
	provider: { name: m.fact_provider, value: (text) => entryOf(providers, text)?.() ?? text },
	seq: { name: m.fact_seq },
	served: { name: m.fact_served },
	ticket: { name: m.fact_ticket },
	to: { name: m.fact_to, value: moment },
	txHash: { name: m.fact_tx },
	type: { name: m.fact_type },
	waitingSince: { name: m.fact_waiting, value: moment },
	why: { name: m.fact_why, value: (text) => entryOf(reasons, text)?.() ?? text },
};

/** "leastLeft" → "Least left". */
function readable(name: string): string {
	const words = name.replace(/[_-]+/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
	return `${words.slice(0, 1).toUpperCase()}${words.slice(1).toLowerCase()}`;
}

/** A case's fact in words. One from a newer server is spelled out, and its moments are dates all the same. */
export function factWords(name: string, text: string, locale: string): { name: string; value: string } {
	const known = entryOf(facts, name);
	if (!known) return { name: readable(name), value: moment(text, locale) };
	return { name: known.name(), value: known.value?.(text, locale) ?? text };
}
