import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideSale, type Sale, type SaleFacts } from './decide-sale.ts';

const test = suite('what follows from what the chain shows of a ticket in custody that its holder sells');

const either = [false, true];

/** Every combination of what the chain may show: none is left to chance. */
function* allFacts(): Generator<SaleFacts> {
	for (const now of [1000n, 1999n, 2000n, 3000n])
		for (const price of [null, 89n, 90n])
			for (const resales of [1, 2])
				for (const cancelled of either)
					for (const refunded of either)
						for (const used of either)
							for (const listed of either)
								for (const custodial of either)
									yield {
										...{ now, cancelled, freezeAt: 2000n, price },
										ticket: { refunded, used, listed, custodial, resales },
									};
}

function* allSales(): Generator<Sale> {
	for (const wasListed of either)
		for (const mayLand of either)
			for (const endsFor of [null, 'TAKEN_BACK'])
				yield { price: 90n, resales: 1, wasListed, endsFor, mayLand };
}

type Decide = typeof decideSale;
function always(
	holds: (f: SaleFacts, s: Sale, step: ReturnType<Decide>) => boolean,
	decide: Decide = decideSale,
): void {
	for (const f of allFacts())
		for (const s of allSales()) {
			const step = decide(f, s);
			if (!holds(f, s, step)) throw new Error(`${inspect(f)} ${inspect(s)} ${inspect(step)}`);
		}
}

/** As the contract sells it: contracts/event/src/tickets/resale.rs. */
const canBeBought = ({ cancelled, now, freezeAt, price, ticket }: SaleFacts): boolean =>
	!cancelled && now < freezeAt && price !== null && !ticket.refunded;

test('a ticket that another has is sold, whatever was asked meanwhile', () => {
	always((f, _, step) => f.ticket.resales > 1 === (step.do === 'sold'));
});

test('a sale ends only where nobody can buy the ticket, and nothing that was signed can offer it', () => {
	const isSafe = (f: SaleFacts, s: Sale, step: ReturnType<Decide>): boolean => {
		if (step.do !== 'end') return true;
		const isOver =
			f.cancelled || f.now >= f.freezeAt || f.ticket.refunded || f.ticket.used || !f.ticket.custodial;
		return isOver || (!canBeBought(f) && (s.wasListed || !s.mayLand));
	};
	always(isSafe);
	const careless: Decide = (f, s) => decideSale(f, { ...s, mayLand: false });
	assert.throws(() => always(isSafe, careless));
});

test('while the chain still lists it without a price, it may have been bought between the two reads: nothing ends', () => {
	const waits: Parameters<typeof always>[0] = ({ ticket, price, ...event }, _, step) => {
		const isOver = event.cancelled || event.now >= event.freezeAt;
		const isGone = ticket.refunded || ticket.used || !ticket.custodial || ticket.resales > 1;
		return !ticket.listed || price !== null || isOver || isGone || step.do === 'wait';
	};
	always(waits);
	const careless: Decide = (f, s) => decideSale({ ...f, ticket: { ...f.ticket, listed: false } }, s);
	assert.throws(() => always(waits, careless));
});

test('it is offered only while its holder wants it, once, and for that price', () => {
	always((_, s, step) => step.do !== 'list' || (s.endsFor === null && !s.wasListed && !s.mayLand));
	always((f, s, step) => step.do !== 'rest' || (f.price === s.price && s.endsFor === null));
});

test('what is for sale and is not wanted, or for another price, is taken off sale', () => {
	always((f, s, step) => {
		const isOdd = f.price !== null && (s.endsFor !== null || f.price !== s.price);
		return !isOdd || ['sold', 'end', 'unlist', 'wait'].includes(step.do);
	});
});

test.run();
