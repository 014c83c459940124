import type { EventView, MoneyReport } from '#indexer/client.ts';
import type { EventBooksView, VenueView } from '#relayer/client.ts';

/** Amounts are bigint: stroops, or cents of KES where a name ends with `Kes`. */
export type EventReport = {
	/** Whether all of it has happened: before, it says what was done so far. */
	isOver: boolean;
	attendance: Attendance | null;
	money: Money;
	/** Null where the relayer does not answer: the public part stands alone. */
	shillings: Shillings | null;
	checks: ReportCheck[];
};

type Tier = { name: string; sold: number; came: number; missing: number };
export type Attendance = {
	total: Tier;
	tiers: Tier[];
	gates: { name: string; came: number; busiest: number; refused: number }[];
	/** Minutes, ISO 8601; null while nobody came. */
	first: string | null;
	last: string | null;
	busiest: { at: string; came: number } | null;
	minutes: VenueView['minutes'];
};

export type Money = {
	gross: bigint;
	sales: { rail: 'usdc' | 'fiat'; tickets: number; amount: bigint }[];
	gifts: number;
	resales: { tickets: number; royalty: bigint };
	refunds: { rail: 'usdc' | 'fiat'; kind: 'refund' | 'reversal'; tickets: number; amount: bigint }[];
	refunded: bigint;
	creators: { earned: bigint; paid: bigint };
	/** `later` is held, or waits for the release. Below 0: refunds took more than the payee had left to get. */
	payees: (Account & { index: number })[];
	contract: { topUps: bigint; shortfalls: bigint; cash: bigint; owed: bigint; paid: bigint };
};
export type Account = { entitled: bigint; paid: bigint; due: bigint; later: bigint };

export type Shillings = {
	receivedKes: bigint;
	ticketsKes: bigint;
	refundedKes: bigint;
	sellersKes: bigint;
	reversedKes: bigint;
	owedKes: { tickets: bigint; onItsWay: bigint; review: bigint };
	lossesKes: bigint;
	feeKes: bigint;
	cases: number;
	treasuryPaid: bigint;
	treasuryBack: bigint;
};

type CheckName =
	| MoneyReport['checks'][number]['name']
	| `books_${EventBooksView['checks'][number]['name']}`
	| 'shillings'
	| 'rails';
/** Two sums that have to be equal. */
export type ReportCheck = { name: CheckName; unit: 'usdc' | 'kes'; one: bigint; other: bigint };

export type ReportFacts = {
	event: Pick<EventView, 'endsAt' | 'stopped' | 'tiers'>;
	money: MoneyReport;
	books: EventBooksView | null;
	venue: Pick<VenueView, 'entered' | 'gates' | 'tiers' | 'minutes' | 'closesAt'> | null;
	/** Milliseconds since 1970. */
	now: number;
};

/** What an event came to, from what its contract says, what the books of shillings say, and what its gates let in. */
export function eventReport({ event, money, books, venue, now }: ReportFacts): EventReport {
	const endsAt = Date.parse(venue?.closesAt ?? event.endsAt);
	return {
		isOver: now >= endsAt || event.stopped === 'cancelled',
		attendance: venue && attendanceOf(event, venue),
		money: moneyOf(money),
		shillings: books && shillingsOf(books),
		checks: [...chainChecks(money), ...(books ? bookChecks(money, books) : [])],
	};
}

function attendanceOf(event: ReportFacts['event'], venue: NonNullable<ReportFacts['venue']>): Attendance {
	const tiers = event.tiers.map(({ index, name, sold }) => {
		const came = venue.tiers.find(({ tier }) => tier === index)?.entered ?? 0;
		return { name, sold, came, missing: Math.max(0, sold - came) };
	});
	const sold = tiers.reduce((all, each) => all + each.sold, 0);
	const busiest = venue.minutes.toSorted((a, b) => b.entered - a.entered)[0];
	return {
		total: { name: '', sold, came: venue.entered, missing: Math.max(0, sold - venue.entered) },
		tiers,
		gates: venue.gates
			.filter(({ ended, entered, refused }) => !ended || entered + refused > 0)
			.map(({ name, entered, busiest, refused }) => ({ name, came: entered, busiest, refused })),
		first: venue.minutes[0]?.at ?? null,
		last: venue.minutes.at(-1)?.at ?? null,
		busiest: busiest ? { at: busiest.at, came: busiest.entered } : null,
		minutes: venue.minutes,
	};
}

const sum = (list: bigint[]): bigint => list.reduce((all, each) => all + each, 0n);

function moneyOf(report: MoneyReport): Money {
	const payees = report.payees.map(({ index, ...account }) => {
		const [entitled, paid, due] = [account.entitled, account.paid, account.due].map(BigInt) as [
			bigint,
			bigint,
			bigint,
		];
		return { index, entitled, paid, due, later: entitled - paid - due };
	});
	const creators = { earned: BigInt(report.commissions.earned), paid: BigInt(report.commissions.paid) };
	return {
		gross: BigInt(report.gross),
		sales: report.sales.map(({ rail, tickets, revenue }) => ({ rail, tickets, amount: BigInt(revenue) })),
		gifts: report.gifts,
		resales: { tickets: report.resales.tickets, royalty: BigInt(report.resales.royalty) },
		refunds: report.refunds.map(({ rail, kind, tickets, paid, shortfall }) => ({
			...{ rail, kind, tickets },
			amount: BigInt(paid) + BigInt(shortfall),
		})),
		refunded: BigInt(report.refunded),
		creators,
		payees,
		contract: {
			topUps: BigInt(report.topUps.funded) - BigInt(report.topUps.returned),
			...{ shortfalls: BigInt(report.shortfalls), cash: BigInt(report.cash), owed: BigInt(report.owed) },
			paid: sum(payees.map(({ paid }) => paid)) + creators.paid,
		},
	};
}

const shillingsOf = ({ issued, owed, cases, ...books }: EventBooksView): Shillings => ({
	receivedKes: BigInt(books.received),
	ticketsKes: BigInt(books.tickets),
	refundedKes: BigInt(books.refunded),
	sellersKes: BigInt(books.sellers),
	reversedKes: BigInt(books.reversed),
	owedKes: { tickets: BigInt(owed.tickets), onItsWay: BigInt(owed.onItsWay), review: BigInt(owed.review) },
	lossesKes: BigInt(books.losses),
	feeKes: BigInt(issued.feeKes),
	cases,
	treasuryPaid: BigInt(books.paidUsdc),
	treasuryBack: BigInt(books.backUsdc),
});

const chainChecks = ({ checks }: MoneyReport): ReportCheck[] =>
	checks.map(({ name, rows, total }) => ({ name, unit: 'usdc', one: BigInt(rows), other: BigInt(total) }));

function bookChecks(money: MoneyReport, view: EventBooksView): ReportCheck[] {
	const books = shillingsOf(view);
	const fiat = sum(money.sales.filter(({ rail }) => rail === 'fiat').map(({ revenue }) => BigInt(revenue)));
	const { tickets, onItsWay, review } = books.owedKes;
	return [
		...view.checks.map(
			({ name, books: one, rows }): ReportCheck => ({
				name: `books_${name}`,
				unit: name === 'treasury' ? 'usdc' : 'kes',
				...{ one: BigInt(one), other: BigInt(rows) },
			}),
		),
		{
			...{ name: 'shillings', unit: 'kes' },
			one: books.receivedKes - books.refundedKes - books.sellersKes - books.reversedKes,
			other: books.ticketsKes + tickets + onItsWay + review - books.lossesKes,
		},
		// What the treasury gave for shillings is what the contract got for them: of new tickets, and of fans’.
		{
			...{ name: 'rails', unit: 'usdc' },
			one: books.treasuryPaid,
			other: fiat + BigInt(money.resales.boughtInCustody),
		},
	];
}

/** Those whose two sums differ. */
export const differences = (checks: readonly ReportCheck[]): ReportCheck[] =>
	checks.filter(({ one, other }) => one !== other);
