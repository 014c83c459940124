import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateOfTicket } from '../gate-of-ticket.ts';

const test = suite('gates that divide an event’s tickets');
const gates = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, tiers: id === 'd' ? [9] : null }));

test('each device finds the same gate, in whatever order it knows them, and one that admits the tier', () => {
	fc.assert(
		fc.property(
			fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
			fc.shuffledSubarray(gates, { minLength: 4 }),
			(ticket, order) => {
				const found = gateOfTicket(ticket, 1, order)!;
				assert.is(found.id, gateOfTicket(ticket, 1, gates)!.id);
				assert.is.not(found.id, 'd');
			},
		),
	);
	assert.is(gateOfTicket(1n, 1, [gates[3]!]), null);
});

test('neighbouring tickets are spread: no gate gets more than a tenth above its share', () => {
	const counts = new Map<string, number>();
	for (let order = 1n << 40n; order < (1n << 40n) + 3000n; order++)
		for (let index = 0n; index < 3n; index++) {
			const { id } = gateOfTicket((order << 5n) | index, 1, gates)!;
			counts.set(id, (counts.get(id) ?? 0) + 1);
		}
	assert.is(counts.size, 3);
	for (const [id, count] of counts) assert.ok(count < 3300, `${id}: ${count}`);
});

test.run();
