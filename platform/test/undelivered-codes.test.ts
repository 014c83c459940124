import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Messenger, NotSent } from '../notify/messenger.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('long codes that the provider does not take');
const to = '0714700001';
const shortOnes = 10;
const twoHours = 2 * 3_600_000;
let fixture: Fixture;
let isRefused: boolean;
let strangers: number;

const messenger: Messenger = {
	async send() {
		if (isRefused) throw new NotSent('SMS_REFUSED', { final: true });
	},
};
test.before.each(async () => {
	isRefused = false;
	strangers = 0;
	fixture = await openFixture({ messenger });
	// A long code is for two hours of the day: no test may see the next ones come.
	fixture.clock.advance(twoHours - (fixture.clock.now() % twoHours));
	for (let i = 0; i < shortOnes; i++) await ask();
});
test.after.each(() => fixture.close());

/** Asks as another stranger, waits until nothing is due, and says how many digits the code has. */
async function ask(): Promise<number> {
	const stranger = new Browser(fixture, { 'x-forwarded-for': `203.0.113.${++strangers}` });
	const { body } = await stranger.post('/v1/sign-in/code', { to });
	for (let i = 0; i < 6000 && (await messagesIn('queued', 'sending')) > 0; i++)
		await new Promise((done) => setTimeout(done, 10));
	return body.digits;
}
const messagesIn = async (...states: string[]): Promise<number> =>
	(await fixture.rows('SELECT id FROM platform.messages WHERE state = ANY($1)', [states])).length;

test('once the provider works again, the next request sends another; then there is one for all', async () => {
	isRefused = true;
	assert.equal([await ask(), await messagesIn('sent'), await messagesIn('failed')], [16, shortOnes, 1]);
	isRefused = false;
	assert.equal([await ask(), await messagesIn('sent')], [16, shortOnes + 1]);
	// The control: one that was sent is not sent again.
	assert.equal([await ask(), await messagesIn('sent')], [16, shortOnes + 1]);
});

test('strangers without end make it try four times in two hours at most: such a message may have come', async () => {
	isRefused = true;
	for (let i = 0; i < 12; i++) await ask();
	assert.is(await messagesIn('failed'), 4);
	fixture.clock.advance(2 * 3_600_000);
	isRefused = false;
	assert.equal([await ask(), await messagesIn('sent')], [16, shortOnes + 1]);
});

test.run();
