import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nairobiAheadMilliseconds } from '#shared/nairobi.ts';
import { peopleOf } from '../demo/demo-file.ts';
import { newCast } from '../demo/seed.ts';
import { plan } from '../demo/tonight.ts';

const test = suite('the demo’s event of today');
const minute = 60_000;
const hour = 60 * minute;
const begun = { done: true, people: newCast() };
const now = Date.UTC(2026, 10, 28, 14, 41, 12, 345);

test('its doors are open at once, and it starts in two to three hours, at a full hour', () => {
	for (let at = now; at < now + 3 * hour; at += 7 * minute) {
		const { times } = plan(begun, at);
		assert.ok(times.doors < at);
		assert.ok(times.starts >= at + 2 * hour - 1000 && times.starts < at + 3 * hour + 1000);
		assert.is((times.starts + nairobiAheadMilliseconds) % hour, 0);
		assert.ok(times.ends > times.starts);
	}
});

test('a later start goes on with it, and begins another one when it is over', () => {
	const first = plan(begun, now);
	const later = plan(first.demo, first.times.ends - 1);
	assert.equal(later, first);
	const next = plan({ ...first.demo, tonight: { ...first.demo.tonight, ready: true } }, first.times.ends);
	assert.equal(next.demo.tonight, { at: Math.floor(first.times.ends / 1000) * 1000, ready: false });
	assert.equal(next.demo.people, first.demo.people);
});

test('its people join those of a demo that was made before, once, with wallets of their own', () => {
	const { demo } = plan(begun, now);
	assert.equal(demo.people.slice(0, begun.people.length), begun.people);
	const [organizer, artist, host] = peopleOf(demo).slice(-3);
	assert.equal([organizer!.role, artist!.role, host!.role], ['organizer', 'artist', 'venue']);
	assert.is(new Set(demo.people.map(({ address }) => address)).size, begun.people.length + 3);
	assert.is(plan(demo, now + hour).demo.people.length, demo.people.length);
});

test.run();
