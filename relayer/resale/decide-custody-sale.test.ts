import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CustodySale, type CustodySaleFacts, decideCustodySale } from './decide-custody-sale.ts';

const test = suite('what follows from what the chain shows of a ticket in custody that its holder sells');

const either = [false, true];

/** Every combination of what the chain may show: none is left to chance. */
function* allFacts(): Generator<CustodySaleFacts> {
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

function* allSales(): Generator<CustodySale> {
	for (const wasListed of either)
		for (const mayLand of either)
			for (const endsFor of [null, 'TAKEN_BACK'])
				yield { price: 90n, resales: 1, wasListed, endsFor, mayLand };
}

type Decide = typeof decideCustodySale;
function always(
	holds: (f: CustodySaleFacts, s: CustodySale, action: ReturnType<Decide>) => boolean,
	decide: Decide = decideCustodySale,
): void {
	for (const f of allFacts())
		for (const s of allSales()) {
			const action = decide(f, s);
			if (!holds(f, s, action)) throw new Error(`${inspect(f)} ${inspect(s)} ${inspect(action)}`);
		}
}

/** As the contract sells it: contracts/event/src/tickets/resale.rs. */
const canBeBought = ({ cancelled, now, freezeAt, price, ticket }: CustodySaleFacts): boolean =>
	!cancelled && now < freezeAt && price !== null && !ticket.refunded;

test('a ticket that another has is sold, whatever was asked meanwhile', () => {
	always((f, _, action) => f.ticket.resales > 1 === (action.do === 'sold'));
});

test('a sale ends only where nobody can buy the ticket, and nothing that was signed can offer it', () => {
	const isSafe = (f: CustodySaleFacts, s: CustodySale, action: ReturnType<Decide>): boolean => {
		if (action.do !== 'end') return true;
		const isOver =
			f.cancelled || f.now >= f.freezeAt || f.ticket.refunded || f.ticket.used || !f.ticket.custodial;
		return isOver || (!canBeBought(f) && (s.wasListed || !s.mayLand));
	};
	always(isSafe);
	const careless: Decide = (f, s) => decideCustodySale(f, { ...s, mayLand: false });
	assert.throws(() => always(isSafe, careless));
});

test('while the chain still lists it without a price, it may have been bought between the two reads: nothing ends', () => {
	const waits: Parameters<typeof always>[0] = ({ ticket, price, ...event }, _, action) => {
		const isOver = event.cancelled || event.now >= event.freezeAt;
		const isGone = ticket.refunded || ticket.used || !ticket.custodial || ticket.resales > 1;
		return !ticket.listed || price !== null || isOver || isGone || action.do === 'wait';
	};
	always(waits);
	const careless: Decide = (f, s) => decideCustodySale({ ...f, ticket: { ...f.ticket, listed: false } }, s);
	assert.throws(() => always(waits, careless));
});

test('it is offered only while its holder wants it, once, and for that price', () => {
	always((_, s, action) => action.do !== 'list' || (s.endsFor === null && !s.wasListed && !s.mayLand));
	always((f, s, action) => action.do !== 'rest' || (f.price === s.price && s.endsFor === null));
});

test('what is for sale and is not wanted, or for another price, is taken off sale', () => {
	always((f, s, action) => {
		const isOdd = f.price !== null && (s.endsFor !== null || f.price !== s.price);
		return !isOdd || ['sold', 'end', 'unlist', 'wait'].includes(action.do);
	});
});

test.run();
