/** A payment as M-Pesa knows it. Whole shillings. */
export type Paid = { receipt: string; reference: string; shillings: number; reversed: boolean };

/**
 * An open case. `kes`: the cents of the payment that it is about; null if it is about the order itself, because
 * nobody knows yet what was paid.
 */
export type OpenCase = { kes: bigint | null };

/** An order as the relayer knows it. `amountKes` in cents, `amountUsdc` in stroops. */
export type Booked = {
	reference: string;
	state: string;
	amountKes: bigint;
	amountUsdc: bigint;
	qty: number;
	chainOrder: bigint | null;
	cases: OpenCase[];
};

/** An order as the chain knows it. `total` in stroops. */
export type Sold = { id: bigint; rail: 'wallet' | 'fiat'; qty: number; buyer: string; total: bigint };

/** How much a wallet spent in the run, in stroops. */
export type Spent = { address: string; stroops: bigint };

export type Books = {
	/** References that buyers by M-Pesa were answered with. */
	accepted: string[];
	payments: Paid[];
	orders: Booked[];
	sold: Sold[];
	spent: Spent[];
	/** Money that M-Pesa holds for us by the journal, in cents. */
	journalKes: bigint;
};

/** Sums in cents; a faulty run has at least one finding. */
export type Balance = {
	moneyIn: bigint;
	tickets: bigint;
	refunds: bigint;
	openCases: bigint;
	findings: string[];
};

const ended = ['issued', 'failed', 'expired', 'refunded', 'review'];
const cents = (shillings: number): bigint => BigInt(shillings) * 100n;
const sum = (values: bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/**
 * Whether money in = tickets + refunds + open cases, for each order and in all, and what is wrong if it is not. A case
 * explains only money that was kept: nothing explains a ticket whose money is not there.
 */
export function balanceOf(books: Books): Balance {
	const { payments, orders, journalKes } = books;
	const findings: string[] = [];
	const total = { tickets: 0n, openCases: 0n };
	const known = new Set(orders.map((o) => o.reference));
	const strays = payments.filter((p) => !known.has(p.reference));
	findings.push(...strays.map((p) => `payment ${p.receipt} names no order of ours: ${p.reference}`));
	const lost = books.accepted.filter((reference) => !known.has(reference));
	findings.push(...lost.map((reference) => `order ${reference} was promised to a buyer and is lost`));
	for (const order of orders) {
		const own = payments.filter((p) => p.reference === order.reference && !p.reversed);
		const kept = sum(own.map((p) => cents(p.shillings)));
		const bought = order.state === 'issued' ? order.amountKes : 0n;
		total.tickets += bought;
		const about = `order ${order.reference} (${order.state})`;
		if (!ended.includes(order.state)) findings.push(`${about} has not ended`);
		if (order.state === 'review' && order.cases.length === 0) findings.push(`${about} has no open case`);
		const surplus = kept - bought;
		if (surplus < 0n) findings.push(`${about} has tickets for ${bought} cents and money of ${kept}`);
		else if (isExplained(surplus, order.cases)) total.openCases += surplus;
		else findings.push(`${about} keeps ${kept} cents for ${bought} of tickets, without a case of the rest`);
	}
	const moneyIn = sum(payments.map((p) => cents(p.shillings)));
	const refunds = sum(payments.filter((p) => p.reversed).map((p) => cents(p.shillings)));
	if (moneyIn !== total.tickets + refunds + total.openCases)
		findings.push(`${moneyIn} cents came; ${total.tickets + refunds + total.openCases} are accounted for`);
	if (journalKes !== moneyIn - refunds)
		findings.push(`the journal has ${journalKes} cents with M-Pesa, which has ${moneyIn - refunds}`);
	findings.push(...onChain(books));
	return { moneyIn, refunds, ...total, findings };
}

/** Cases of payments explain what these payments are; a case of the order explains what its payments are. */
function isExplained(surplus: bigint, cases: OpenCase[]): boolean {
	if (surplus === 0n || cases.some(({ kes }) => kes === null)) return true;
	return sum(cases.map(({ kes }) => kes!)) >= surplus;
}

/** What makes a balance say nothing: buyers who were refused or never answered, and ways to pay that sold nothing. */
export function missingTrade(
	{ accepted, orders, sold }: Books,
	wanted: { orders: number; wallets: number },
): string[] {
	const findings: string[] = [];
	if (new Set(accepted).size !== wanted.orders)
		findings.push(`${new Set(accepted).size} of ${wanted.orders} orders by M-Pesa were accepted`);
	if (wanted.orders > 0 && !orders.some(({ state }) => state === 'issued'))
		findings.push('no order by M-Pesa got tickets');
	const buyers = new Set(sold.flatMap(({ rail, buyer }) => (rail === 'wallet' ? [buyer] : [])));
	if (buyers.size !== wanted.wallets)
		findings.push(`${buyers.size} of ${wanted.wallets} wallets got tickets`);
	return findings;
}

/** Every paid order is on chain once, and every order on chain was paid. */
function onChain({ orders, sold, spent }: Books): string[] {
	const findings: string[] = [];
	const fiat = new Map(sold.filter((s) => s.rail === 'fiat').map((s) => [s.id, s]));
	for (const order of orders) {
		const found = order.chainOrder === null ? undefined : fiat.get(order.chainOrder);
		const wanted = order.state === 'issued';
		if (wanted !== (found !== undefined))
			findings.push(`order ${order.reference} is ${order.state}; on chain it ${found ? 'is' : 'is not'}`);
		if (found && found.qty !== order.qty)
			findings.push(`order ${order.reference} is for ${order.qty} tickets, on chain for ${found.qty}`);
		if (found && found.total !== order.amountUsdc)
			findings.push(`order ${order.reference} costs ${order.amountUsdc} stroops, on chain ${found.total}`);
		if (found) fiat.delete(found.id);
	}
	findings.push(...[...fiat.keys()].map((id) => `order ${id} on chain belongs to no order of ours`));
	const own = new Set(spent.map(({ address }) => address));
	const foreign = sold.filter(({ rail, buyer }) => rail === 'wallet' && !own.has(buyer));
	findings.push(
		...foreign.map(({ id, buyer }) => `order ${id} on chain is of a wallet that is not ours: ${buyer}`),
	);
	for (const { address, stroops } of spent) {
		const bought = sum(sold.filter((s) => s.buyer === address).map((s) => s.total));
		if (bought !== stroops)
			findings.push(`wallet ${address} spent ${stroops} stroops and got tickets for ${bought}`);
	}
	return findings;
}
