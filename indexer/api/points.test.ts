import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pointRoutes } from './points.ts';

const test = suite('the facts that points follow from');

/** A store whose checkpoint moves on, and which counts how often all tickets are read. */
function api() {
	const [state, time] = [{ ledger: 7, reads: 0, fails: false }, { now: 1_000_000 }];
	const read = async (work: { name: string }) => {
		if (work.name === 'readCheckpoint') return { ledger: state.ledger };
		if (state.fails) throw new Error('the database is away');
		return { ledger: state.ledger, items: [], read: ++state.reads };
	};
	const routes = pointRoutes({ read } as never, () => time.now);
	const get = async () => {
		const answer = await routes.request('/points/tickets');
		return answer.status === 200 ? ((await answer.json()) as { ledger: number }).ledger : answer.status;
	};
	return { state, time, get };
}

test('are read once a minute, however many ask and however fast ledgers close', async () => {
	const { state, time, get } = api();
	for (let i = 0; i < 20; i++) {
		state.ledger++;
		time.now += 2_000;
		assert.is(await get(), 8);
	}
	assert.is(state.reads, 1);
	time.now += 60_000;
	assert.is(await get(), state.ledger, 'the control');
	assert.is(state.reads, 2);
});

test('that could not be read are read again at once', async () => {
	const { state, get } = api();
	state.fails = true;
	assert.is(await get(), 500);
	state.fails = false;
	assert.is(await get(), 7);
});

test.run();
