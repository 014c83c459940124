import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publish } from '#shared/chain/submit/publish.ts';
import type { Browser } from '../../test/browser.ts';
import { completeDraft } from './arbitraries.ts';
import { draftOf, markedBy, PublishFixture, publicationOf } from './publish-fixture.ts';

const test = suite("a published event's document that its organizer changes");
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
	await publishing.documentRead(event);
	tiers = JSON.parse(readFileSync(join(publishing.folder, body.uri), 'utf8')).tiers;
});
test.after(() => publishing.close());

const late = { name: 'Late bird', description: 'Entry after 20:00', kes: '3000' };
const asked = (browser: Browser, tier: object = late) =>
	browser.post(`/v1/events/${event}/tier-document`, tier);

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

const details = {
	description: 'Under a roof now.',
	category: 'music',
	lineup: ['Muthoni'],
	venue: { name: 'KICC', city: 'Nairobi' },
	picture: null,
};
const detailed = (browser: Browser, change: object = {}) =>
	browser.post(`/v1/events/${event}/details-document`, { ...details, ...change });
const written = ({ uri }: { uri: string }) => JSON.parse(readFileSync(join(publishing.folder, uri), 'utf8'));

test('gets other details, keeps name, tiers and payees, and says that another place is one', async () => {
	const { body: before } = await asked(owner);
	const { status, body } = await detailed(owner);
	assert.is(status, 200, JSON.stringify(body));
	const document = written(body);
	assert.equal([document.venue, document.lineup], [details.venue, ['Muthoni']]);
	assert.equal(document.tiers, tiers);
	assert.is(body.moved, true);
	assert.is.not(body.placeHash, before.placeHash);
	const { venue } = written({ uri: `metadata/${body.before}.json` });
	const { body: stays } = await detailed(owner, { venue });
	assert.equal([stays.moved, stays.placeHash], [false, before.placeHash], 'the same place opens no refunds');
	assert.equal((await detailed(owner)).body, body, 'the same details are the same document');
});

test('with other details is refused to another account, and for details that are none', async () => {
	const { browser: stranger } = await publishing.organizer();
	assert.is((await detailed(stranger)).body.code, 'EVENT_NOT_YOURS');
	const picture = { media: crypto.randomUUID(), alt: { en: '', sw: '' } };
	assert.is((await detailed(owner, { picture })).body.code, 'PICTURE_NOT_FOUND');
	const gone = { media: null, alt: { en: '', sw: '' } };
	assert.is((await detailed(owner, { picture: gone })).body.code, 'PICTURE_NOT_FOUND', 'it has none to keep');
	for (const wrong of [
		{ venue: { name: '', city: 'Nairobi' } },
		{ venue: { ...details.venue, lat: 1 } },
		{ lineup: [''] },
	])
		assert.is((await detailed(owner, wrong)).status, 400, JSON.stringify(wrong));
});

test('holds the same money for the same people, and belongs to the same draft', async () => {
	const { rows } = publishing.fixture;
	const { body: now } = await detailed(owner);
	assert.match(now.sha256, /^[0-9a-f]{64}$/, JSON.stringify(now));
	const [draft] = await rows('select account from platform.drafts where published_event = $1', [event]);
	const invitation = crypto.randomUUID();
	await rows(
		`insert into platform.held_shares values ($1, $2, 1, $3, (select account from platform.drafts where published_event = $1), 500, now(), now())`,
		[event, now.before, invitation],
	);
	const { status, body } = await detailed(owner, { description: 'Under another roof.' });
	assert.is(status, 200, JSON.stringify(body));
	const held = await rows('select bps from platform.held_shares where event = $1 and document = $2', [
		event,
		body.sha256,
	]);
	assert.equal(held, [{ bps: 500 }]);
	const [{ documents }] = (await rows('select documents from platform.drafts where published_event = $1', [
		event,
	])) as [{ documents: string[] }];
	assert.ok(documents.includes(body.sha256) && documents.includes(now.before), String(draft?.account));
});

test.run();
