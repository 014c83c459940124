import * as m from '#lib/paraglide/messages.js';
import type { EventMoney } from '#shared/chain/submit/explain-transaction.ts';
import { isolateBidi } from './isolate-bidi.ts';
import { listOf } from './list-of.ts';
import { payeeName, roleOfNumber } from './payee-name.ts';
import { fullAmount, shillingRate, shortAmount } from './shilling-rate.ts';
import { longDate, timeOf } from './time.ts';

/** `names`: by payee, from the event's verified document; `closedAt`: ISO 8601. */
type About = { names: (string | null)[]; closedAt: string; locale: string };

/** Who got what by a transaction, and when: a sentence for its sale and one for its payouts. */
export function transactionWords(money: EventMoney, { names, closedAt, locale }: About): string[] {
	const { terms, sale, payouts, creatorsPaid, refund, resale } = money;
	const event = isolateBidi(money.name);
	const time = `${longDate(closedAt, locale)}, ${timeOf(closedAt, locale)}`;
	const rateOf = (qtys: number[]) =>
		shillingRate(terms.tiers.map((tier, i) => ({ ...tier, qty: qtys[i] ?? 0 })));
	const nameOf = (i: number) => payeeName(names[i], roleOfNumber(terms.payees[i]!.role));
	const listed = (amounts: bigint[], words: (i: number, amount: bigint) => string, more: string[] = []) =>
		listOf([...amounts.flatMap((amount, i) => (amount > 0n ? [words(i, amount)] : [])), ...more], locale);
	const sentences: string[] = [];
	if (sale) {
		const rate = rateOf(sale.qtys);
		const share = (amount: bigint, name: string) => m.proof_for({ amount: shortAmount(rate, amount), name });
		const creators = sale.commissions > 0n ? [share(sale.commissions, m.tx_creators())] : [];
		const list = listed(sale.splits, (i, amount) => share(amount, nameOf(i)), creators);
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
	const total = (amount: bigint) => fullAmount(rateOf(money.soldSoFar), amount);
	if (creatorsPaid > 0n) sentences.push(m.tx_said_creators({ total: total(creatorsPaid) }));
	if (refund) {
		const said = refund.reversed ? m.tx_said_reversed : m.tx_said_refunded;
		sentences.push(said({ event, total: total(refund.amount), time, count: refund.tickets }));
	}
	if (resale)
		sentences.push(
			m.tx_said_resold({ event, total: total(resale.price), time, royalty: total(resale.royalty) }),
		);
	return sentences;
}
