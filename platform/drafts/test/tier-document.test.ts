import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publish } from '#shared/chain/submit/publish.ts';
import type { Browser } from '../../test/browser.ts';
import { completeDraft } from './arbitraries.ts';
import { draftOf, markedBy, PublishFixture, publicationOf } from './publish-fixture.ts';

const test = suite("a published event's document with one more tier");
let publishing: PublishFixture;
let owner: Browser;
let event: string;
let tiers: { name: string }[];

test.before(async () => {
	publishing = await PublishFixture.open();
	const { browser, key, facts } = await publishing.organizer();
	owner = browser;
	const { id } = await draftOf(browser, completeDraft(facts));
	const { body } = await browser.post(`/v1/drafts/${id}/document`);
	({ event } = await publish(publishing.chainFixture.chain, publicationOf(body), publishing.sign(key)));
	await markedBy(browser, id, event);
	tiers = JSON.parse(readFileSync(join(publishing.folder, body.uri), 'utf8')).tiers;
});
test.after(() => publishing.close());

const late = { name: 'Late bird', description: 'Entry after 20:00', kes: '3000' };
/** Repeats the request until the indexer has read the event's document. */
async function asked(browser: Browser, tier: object = late) {
	for (let i = 0; ; i++) {
		const answer = await browser.post(`/v1/events/${event}/tier-document`, tier);
		if (answer.body.code !== 'DOCUMENT_UNKNOWN' || i === 200) return answer;
		await new Promise((done) => setTimeout(done, 25));
	}
}

test('keeps what was there, names the tier after the last one, and prices it at our rate', async () => {
	const { status, body } = await asked(owner);
	assert.is(status, 200, JSON.stringify(body));
	const bytes = readFileSync(join(publishing.folder, body.uri));
	assert.is(createHash('sha256').update(bytes).digest('hex'), body.sha256);
	const { kes: _, ...words } = late;
	assert.equal(JSON.parse(bytes.toString()).tiers, [...tiers, words]);
	assert.equal([body.face, body.price, body.kesPerUsd], ['300000', '232560000', '129.00']);
	assert.equal((await asked(owner)).body, body, 'the same words are the same document');
});

test('is refused to another account, and for words or prices that are none', async () => {
	const stranger = await publishing.organizer();
	const { status, body } = await asked(stranger.browser);
	assert.equal([status, body.code], [404, 'EVENT_NOT_YOURS']);
	for (const wrong of [{ name: ' ' }, { kes: '0' }, { kes: '12.5' }, { name: 'x'.repeat(1000) }]) {
		const answer = await asked(owner, { ...late, ...wrong });
		assert.is(answer.status, 400, JSON.stringify(wrong));
	}
});

test.run();
