import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isBusy, next, type Publication, type PublicationEvent, stageStates } from './publication.ts';

const run = (...events: PublicationEvent[]): Publication => events.reduce<Publication>(next, { at: 'ready' });
const toCheck: PublicationEvent[] = [{ is: 'start' }, { is: 'prepared' }, { is: 'connected' }];
const toSend: PublicationEvent[] = [...toCheck, { is: 'asked' }, { is: 'signed' }];
const toShow: PublicationEvent[] = [{ is: 'landed' }, { is: 'indexed' }];
const fail: PublicationEvent = { is: 'fail', code: 'RPC_UNREACHABLE', message: 'x' };

test('a draft is prepared, signed and sent, and done once the indexer and the draft show the event', () => {
	assert.is(run(...toSend).at, 'sending');
	assert.is(run(...toSend, ...toShow).at, 'marking');
	assert.equal(run(...toSend, ...toShow, { is: 'marked', no: 4 }), { at: 'done', no: 4 });
});

test('an event that an earlier attempt published is shown without a signature', () => {
	assert.is(run(...toCheck, { is: 'landed' }).at, 'indexing');
	assert.is(run({ is: 'start' }, { is: 'landed' }).at, 'indexing');
	assert.equal(run({ is: 'start' }, { is: 'marked', no: 2 }), { at: 'done', no: 2 });
});

test('a failure can be tried again, and says whether the event may be on chain', () => {
	const declined = run(...toCheck, { is: 'asked' }, fail);
	assert.equal(declined, { at: 'failed', code: 'RPC_UNREACHABLE', message: 'x', sent: false });
	assert.is(next(declined, { is: 'start' }).at, 'preparing');
	for (const events of [toSend, [...toSend, ...toShow]]) {
		const lost = run(...events, fail);
		assert.ok(lost.at === 'failed' && lost.sent);
	}
});

test('a finished publication stays finished, and an unexpected event changes nothing', () => {
	const done = run(...toSend, ...toShow, { is: 'marked', no: 4 });
	assert.is(next(done, fail), done);
	assert.is(next(done, { is: 'start' }), done);
	assert.is(run({ is: 'signed' }).at, 'ready');
	assert.is(run(fail).at, 'ready');
	assert.is(run(...toCheck, { is: 'signed' }).at, 'checking');
});

test('people see four stages, of which one is under way', () => {
	const seen = (state: Publication) => stageStates(state).map((s) => s.is);
	assert.equal(seen(run(...toCheck)), ['now', 'coming', 'coming', 'coming']);
	assert.equal(seen(run(...toSend)), ['past', 'past', 'now', 'coming']);
	assert.equal(seen({ at: 'done', no: 1 }), ['past', 'past', 'past', 'past']);
	assert.equal([run(), run(...toSend), { at: 'done', no: 1 } as Publication].map(isBusy), [
		false,
		true,
		false,
	]);
});

test.run();
