import * as m from '#lib/paraglide/messages.js';
import { listOf } from '#lib/text/list-of.ts';
import { payeeName, roleOfNumber } from '#lib/text/payee-name.ts';
import { fullAmount, type ShillingRate, shortAmount } from '#lib/text/shilling-rate.ts';
import type { Audit } from '#shared/chain/audit/audit.ts';
import type { VerdictName, VerdictState } from '#shared/chain/audit/verdicts.ts';

/** What the verdicts name beside the audit's own sums. */
export type VerdictFacts = {
	audit: Audit;
	rate: ShillingRate | null;
	/** By payee, from the event's verified document; null if there is none. */
	names: (string | null)[];
	locale: string;
};

const titles = {
	ticketsPaid: {
		holds: m.verdict_ticketsPaid,
		fails: m.verdict_ticketsPaid_not,
		unknown: m.verdict_ticketsPaid_unknown,
	},
	splitsKept: {
		holds: m.verdict_splitsKept,
		fails: m.verdict_splitsKept_not,
		unknown: m.verdict_splitsKept_unknown,
	},
	payeesPaid: {
		holds: m.verdict_payeesPaid,
		fails: m.verdict_payeesPaid_not,
		unknown: m.verdict_payeesPaid_unknown,
	},
	nothingElse: {
		holds: m.verdict_nothingElse,
		fails: m.verdict_nothingElse_not,
		unknown: m.verdict_nothingElse_unknown,
	},
} satisfies Record<VerdictName, Record<VerdictState, () => string>>;

/** USDC's issuer may take money back. That is no payout and no fault of the event, but money that left. */
export function verdictTitle(name: VerdictName, state: VerdictState, { audit }: VerdictFacts): string {
	if (name === 'nothingElse' && state === 'holds' && audit.clawedBack > 0n)
		return m.verdict_nothingElse_clawed();
	return titles[name][state]();
}

const details = {
	ticketsPaid: ({ audit, rate }) => {
		const { tickets, refunded } = audit;
		const total = fullAmount(rate, audit.gross);
		if (refunded === 0n)
			return tickets === 0 ? m.verdict_no_tickets() : m.verdict_tickets({ count: tickets, total });
		// Tickets that were given back are in the sum alone.
		const back = m.verdict_given_back({ total, amount: shortAmount(rate, refunded) });
		return `${tickets === 0 ? m.verdict_none_left() : m.verdict_left({ count: tickets })} ${back}`;
	},
	splitsKept: ({ audit, names, locale }) =>
		`${listOf(
			audit.payees.map((p, i) => `${payeeName(names[i], roleOfNumber(p.role))} ${p.bps / 100}%`),
			locale,
		)}.`,
	payeesPaid: (facts) => [paidWords(facts), heldWords(facts)].filter((words) => words !== '').join(' '),
	nothingElse: ({ audit, rate }) =>
		[
			m.verdict_balance({ amount: fullAmount(rate, audit.balance) }),
			...(audit.stray > 0n ? [m.verdict_stray({ amount: fullAmount(rate, audit.stray) })] : []),
			...(audit.clawedBack > 0n ? [m.verdict_clawed({ amount: fullAmount(rate, audit.clawedBack) })] : []),
		].join(' '),
} satisfies Record<VerdictName, (facts: VerdictFacts) => string>;

/** The sums and names of a verdict that holds. Else sums could be false, and the checks below say what differs. */
export function verdictDetail(name: VerdictName, state: VerdictState, facts: VerdictFacts): string {
	if (state === 'fails') return m.verdict_see_checks();
	return state === 'unknown' ? m.verdict_not_known() : details[name](facts);
}

function paidWords({ audit, rate, names, locale }: VerdictFacts): string {
	const paid = audit.payees.flatMap((p, i) =>
		p.paid > 0n ? [`${payeeName(names[i], roleOfNumber(p.role))} ${shortAmount(rate, p.paid)}`] : [],
	);
	return paid.length > 0 ? m.verdict_paid({ list: listOf(paid, locale) }) : m.verdict_paid_none();
}

function heldWords({ audit, rate, names, locale }: VerdictFacts): string {
	const owed = audit.payees.flatMap((p, i) =>
		p.entitled > p.paid
			? [`${shortAmount(rate, p.entitled - p.paid)} · ${payeeName(names[i], roleOfNumber(p.role))}`]
			: [],
	);
	return owed.length > 0 ? m.verdict_held({ list: listOf(owed, locale) }) : m.verdict_held_none();
}
