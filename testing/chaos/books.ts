/** A payment as M-Pesa knows it. Whole shillings. */
export type Paid = { receipt: string; reference: string; shillings: number; reversed: boolean };

/** An order as the relayer knows it. `amountKes` in cents; `cases`: open ones of it or of its payments. */
export type Booked = {
	reference: string;
	state: string;
	amountKes: bigint;
	qty: number;
	chainOrder: bigint | null;
	cases: number;
};

/** An order as the chain knows it. `total` in stroops. */
export type Sold = { id: bigint; rail: 'wallet' | 'fiat'; qty: number; buyer: string; total: bigint };

/** How much a wallet spent in the run, in stroops. */
export type Spent = { address: string; stroops: bigint };

export type Books = {
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

/** Whether money in = tickets + refunds + open cases, for each order and in all, and what is wrong where it is not. */
export function balanceOf(books: Books): Balance {
	const { payments, orders, journalKes } = books;
	const findings: string[] = [];
	const total = { tickets: 0n, openCases: 0n };
	const known = new Set(orders.map((o) => o.reference));
	const strays = payments.filter((p) => !known.has(p.reference));
	findings.push(...strays.map((p) => `payment ${p.receipt} names no order of ours: ${p.reference}`));
	for (const order of orders) {
		const own = payments.filter((p) => p.reference === order.reference && !p.reversed);
		const kept = sum(own.map((p) => cents(p.shillings)));
		const bought = order.state === 'issued' ? order.amountKes : 0n;
		total.tickets += bought;
		const about = `order ${order.reference} (${order.state})`;
		if (!ended.includes(order.state)) findings.push(`${about} has not ended`);
		if (order.state === 'review' && order.cases === 0) findings.push(`${about} has no open case`);
		if (kept !== bought) {
			total.openCases += kept - bought;
			if (order.cases === 0)
				findings.push(`${about} keeps ${kept} cents for ${bought} of tickets, without a case`);
		}
	}
	const moneyIn = sum(payments.map((p) => cents(p.shillings)));
	const refunds = sum(payments.filter((p) => p.reversed).map((p) => cents(p.shillings)));
	if (journalKes !== moneyIn - refunds)
		findings.push(`the journal has ${journalKes} cents with M-Pesa, which has ${moneyIn - refunds}`);
	findings.push(...onChain(books));
	return { moneyIn, refunds, ...total, findings };
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
		if (found) fiat.delete(found.id);
	}
	findings.push(...[...fiat.keys()].map((id) => `order ${id} on chain belongs to no order of ours`));
	for (const { address, stroops } of spent) {
		const bought = sum(sold.filter((s) => s.buyer === address).map((s) => s.total));
		if (bought !== stroops)
			findings.push(`wallet ${address} spent ${stroops} stroops and got tickets for ${bought}`);
	}
	return findings;
}
