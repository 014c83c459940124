import type { EventView } from '#indexer/client.ts';
import * as m from '../paraglide/messages.js';
import { paydayLine } from '../text/event-rules.ts';
import { kes, usdcExact } from '../text/money.ts';
import { shownPayee } from '../text/shown-payee.ts';
import { dateOf, timeOf } from '../text/time.ts';
import type { Attendance, EventReport, Money, ReportCheck, Shillings } from './event-report.ts';

export type SectionName =
	| 'paid'
	| 'attendance'
	| 'gates'
	| 'from'
	| 'went'
	| 'payees'
	| 'contract'
	| 'shillings'
	| 'checks';
type Row = { name: string; cells: string[]; isTotal?: boolean };
/** A part of the report in words: page, CSV and PDF show the same. `head` begins with the name of the rows. */
export type Section = {
	name: SectionName;
	title: string;
	notes: string[];
	head: string[];
	rows: Row[];
};

type Shown = { report: EventReport; event: Pick<EventView, 'payees' | 'policy'>; locale: string };

/** An event's report in the reader's language. */
export function reportSections({ report, event, locale }: Shown): Section[] {
	const { attendance, money, shillings, checks, isOver } = report;
	return [
		...(attendance ? attendanceSections(attendance, isOver, locale) : []),
		comingFrom(money),
		wentTo(money, event),
		payeesHave(money, event, locale),
		inContract(money),
		...(shillings ? [inShillings(shillings)] : []),
		compared(checks),
	];
}

const count = (n: number): string => String(n);

function attendanceSections(all: Attendance, isOver: boolean, locale: string): Section[] {
	const { first, last, busiest, gates } = all;
	const at = (iso: string) => `${dateOf(iso, locale)}, ${timeOf(iso, locale)}`;
	const times =
		first && last && busiest
			? m.rp_times({
					...{ first: at(first), last: at(last) },
					...{ busiest: timeOf(busiest.at, locale), count: busiest.came },
				})
			: m.rp_nobody();
	const cells = ({ sold, came, missing }: Attendance['total']) => [sold, came, missing].map(count);
	const missing = isOver ? m.vn_no_shows() : m.vn_not_here();
	return [
		{
			...{ name: 'attendance', title: m.rp_attendance(), notes: [times] },
			head: [m.rp_tier(), m.rp_sold(), m.vn_came(), missing],
			rows: [
				...all.tiers.map((tier) => ({ name: tier.name, cells: cells(tier) })),
				{ name: m.rp_all_tickets(), cells: cells(all.total), isTotal: true },
			],
		},
		...(gates.length === 0
			? []
			: [
					{
						...{ name: 'gates' as const, title: m.rp_gates(), notes: [] },
						head: [m.vn_csv_gate(), m.vn_came(), m.rp_busiest(), m.vn_refused()],
						rows: gates.map(({ name, came, busiest, refused }) => ({
							...{ name, cells: [came, busiest, refused].map(count) },
						})),
					},
				]),
	];
}

function comingFrom({ sales, resales, gross, gifts }: Money): Section {
	const rails = { fiat: m.rp_by_mpesa, usdc: m.rp_by_wallet };
	const rows: Row[] = (['fiat', 'usdc'] as const).map((rail) => {
		const sold = sales.find((each) => each.rail === rail);
		return { name: rails[rail](), cells: [count(sold?.tickets ?? 0), usdcExact(sold?.amount ?? 0n)] };
	});
	if (resales.tickets > 0)
		rows.push({ name: m.rp_royalties(), cells: [count(resales.tickets), usdcExact(resales.royalty)] });
	return {
		...{ name: 'from', title: m.rp_came_from() },
		notes: gifts > 0 ? [m.rp_gifts({ count: gifts })] : [],
		head: [m.rp_what(), m.rp_sold(), 'USDC'],
		rows: [...rows, { name: m.rp_gross(), cells: ['', usdcExact(gross)], isTotal: true }],
	};
}

const payeeName = (event: Shown['event'], index: number): string => {
	const payee = event.payees[index];
	return payee ? m.rp_share({ name: shownPayee(payee), percent: payee.bps / 100 }) : count(index + 1);
};

function wentTo({ payees, creators, refunds, gross }: Money, event: Shown['event']): Section {
	const back = { fiat: m.rp_back_mpesa, usdc: m.rp_back_wallet };
	return {
		...{ name: 'went', title: m.rp_went(), notes: [m.rp_went_lead()] },
		head: [m.rp_what(), 'USDC'],
		rows: [
			...payees.map(({ index, entitled }) => ({
				...{ name: payeeName(event, index), cells: [usdcExact(entitled)] },
			})),
			...(creators.earned > 0n ? [{ name: m.rp_creators(), cells: [usdcExact(creators.earned)] }] : []),
			...refunds.map(({ rail, kind, tickets, amount }) => ({
				name: (kind === 'reversal' ? m.rp_back_reversed : back[rail])({ count: tickets }),
				cells: [usdcExact(amount)],
			})),
			{ name: m.rp_gross(), cells: [usdcExact(gross)], isTotal: true },
		],
	};
}

function payeesHave({ payees }: Money, event: Shown['event'], locale: string): Section {
	const cells = (all: Money['payees']) =>
		(['entitled', 'paid', 'due', 'later'] as const).map((key) =>
			usdcExact(all.reduce((sum, each) => sum + each[key], 0n)),
		);
	const held = event.payees.flatMap((payee) => payee.held);
	const names = held.map(({ name, bps }) => m.rp_share({ name, percent: bps / 100 })).join(', ');
	return {
		...{ name: 'payees', title: m.rp_payees() },
		notes: [
			paydayLine(event, locale),
			m.rp_fee(),
			...(held.length > 0 ? [m.rp_held({ names })] : []),
			...(payees.some(({ later }) => later < 0n) ? [m.rp_overpaid()] : []),
		],
		head: [m.rp_what(), m.rp_theirs(), m.rp_paid(), m.rp_due(), m.rp_later()],
		rows: [
			...payees.map((payee) => ({ name: payeeName(event, payee.index), cells: cells([payee]) })),
			{ name: m.rp_all_payees(), cells: cells(payees), isTotal: true },
		],
	};
}

function inContract({ gross, refunded, contract }: Money): Section {
	const { paid, topUps, shortfalls, cash, owed } = contract;
	const line = (name: string, amount: bigint) => ({ name, cells: [usdcExact(amount)] });
	return {
		...{ name: 'contract', title: m.rp_contract() },
		notes: owed > 0n ? [m.rp_owed({ amount: usdcExact(owed) })] : [],
		head: [m.rp_what(), 'USDC'],
		rows: [
			line(m.rp_gross(), gross),
			line(m.rp_less_refunded(), -refunded),
			line(m.rp_less_paid(), -paid),
			...(topUps === 0n ? [] : [line(m.rp_plus_top_ups(), topUps)]),
			...(shortfalls === 0n ? [] : [line(m.rp_plus_borne(), shortfalls)]),
			{ ...line(m.rp_held_now(), cash), isTotal: true },
		],
	};
}

function inShillings(all: Shillings): Section {
	const { receivedKes, refundedKes, sellersKes, reversedKes, ticketsKes, owedKes, lossesKes } = all;
	const line = (name: string, amount: bigint) => ({ name, cells: [kes(amount)] });
	const some = (name: string, amount: bigint) => (amount === 0n ? [] : [line(name, amount)]);
	const stayed = receivedKes - refundedKes - sellersKes - reversedKes;
	return {
		...{ name: 'shillings', title: m.rp_shillings() },
		notes: [
			m.rp_treasury({ paid: usdcExact(all.treasuryPaid), back: usdcExact(all.treasuryBack) }),
			...(all.feeKes > 0n ? [m.rp_service({ amount: kes(all.feeKes) })] : []),
			...(all.cases > 0 ? [m.rp_cases({ count: all.cases })] : []),
		],
		head: [m.rp_what(), 'KES'],
		rows: [
			line(m.rp_received(), receivedKes),
			line(m.rp_to_buyers(), -refundedKes),
			...some(m.rp_to_sellers(), -sellersKes),
			...some(m.rp_taken_back(), -reversedKes),
			{ ...line(m.rp_stayed(), stayed), isTotal: true },
			line(m.rp_as_tickets(), ticketsKes),
			line(m.rp_wait_tickets(), owedKes.tickets),
			line(m.rp_on_way(), owedKes.onItsWay),
			line(m.rp_in_review(), owedKes.review),
			...some(m.rp_losses(), -lossesKes),
		],
	};
}

const checkWords: Record<ReportCheck['name'], () => string> = {
	...{ gross: m.rp_check_gross, refunded: m.rp_check_refunded, entitled: m.rp_check_entitled },
	...{ paid: m.rp_check_paid, commissions: m.rp_check_commissions, topUps: m.rp_check_topUps },
	...{ cash: m.rp_check_cash, shillings: m.rp_check_shillings, rails: m.rp_check_rails },
	books_received: m.rp_check_books_received,
	books_owed: m.rp_check_books_owed,
	books_treasury: m.rp_check_books_treasury,
};

function compared(checks: ReportCheck[]): Section {
	const shown = { kes, usdc: usdcExact };
	return {
		...{ name: 'checks', title: m.rp_checks(), notes: [m.rp_units()] },
		head: [m.rp_what(), m.rp_one(), m.rp_other(), ''],
		rows: checks.map(({ name, unit, one, other }) => ({
			name: checkWords[name](),
			cells: [
				...[one, other].map((amount) => shown[unit](amount)),
				one === other ? m.rp_agree() : m.rp_off({ amount: shown[unit](one - other) }),
			],
		})),
	};
}
