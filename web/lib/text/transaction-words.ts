import * as m from '#lib/paraglide/messages.js';
import type { EventMoney } from '#shared/chain/submit/explain-transaction.ts';
import { isolated } from './isolated.ts';
import { listOf } from './list-of.ts';
import { payeeName, roleOfNumber } from './payee-name.ts';
import { fullAmount, shillingRate, shortAmount } from './shilling-rate.ts';
import { longDate, timeOf } from './time.ts';

/** `names`: by payee, from the event's verified document; `closedAt`: ISO 8601. */
type About = { names: (string | null)[]; closedAt: string; locale: string };

/** Who got what by a transaction, and when: a sentence for its sale and one for its payouts. */
export function transactionWords(money: EventMoney, { names, closedAt, locale }: About): string[] {
	const { terms, sale, payouts } = money;
	const event = isolated(money.name);
	const time = `${longDate(closedAt, locale)}, ${timeOf(closedAt, locale)}`;
	const rateOf = (qtys: number[]) =>
		shillingRate(terms.tiers.map((tier, i) => ({ ...tier, qty: qtys[i] ?? 0 })));
	const nameOf = (i: number) => payeeName(names[i], roleOfNumber(terms.payees[i]!.role));
	const listed = (amounts: bigint[], words: (i: number, amount: bigint) => string) =>
		listOf(
			amounts.flatMap((amount, i) => (amount > 0n ? [words(i, amount)] : [])),
			locale,
		);
	const sentences: string[] = [];
	if (sale) {
		const rate = rateOf(sale.qtys);
		const list = listed(sale.splits, (i, amount) =>
			m.proof_for({ amount: shortAmount(rate, amount), name: nameOf(i) }),
		);
		const said = sale.byTreasury ? m.tx_said_settled : m.tx_said_sold;
		sentences.push(said({ event, total: fullAmount(rate, sale.total), time, list }));
	}
	if (payouts) {
		const rate = rateOf(money.soldSoFar);
		const list = listed(payouts, (i, amount) =>
			m.proof_item({ name: nameOf(i), amount: fullAmount(rate, amount) }),
		);
		sentences.push(m.tx_said_paid({ event, list, time }));
	}
	return sentences;
}
