import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { contrast } from '#shared/contrast.ts';
import { verifyMetadata } from '#shared/metadata.ts';
import { pictureFiles } from '#shared/picture.ts';
import { sha256Of } from '#shared/renditions.server.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture, origin } from '../../test/fixture.ts';
import { decodePicture } from '../decode-picture.ts';
import { mediaFolder } from '../media-store.ts';
import { removeUnusedMedia } from '../remove-unused.ts';

const test = suite('pictures of an account');
let fixture: Fixture;
let owner: Browser;
let people = 0;

// biome-ignore lint/suspicious/noExplicitAny: answers of any route
type Answer = { status: number; body: any };

const cookieOf = ({ cookies }: Browser): string =>
	[...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

const photo = (width = 1500, height = 1000, background = '#c9532a') =>
	sharp({ create: { width, height, channels: 3, background } });

async function organizer(): Promise<Browser> {
	const browser = new Browser(fixture);
	await browser.signIn(`07150${String(++people).padStart(5, '0')}`);
	await browser.post('/v1/me/organizer', { name: 'Wanjiru Events' });
	return browser;
}

const send = async (browser: Browser, bytes: Uint8Array, headers = {}): Promise<Answer> => {
	const answer = await fixture.platform.api.request('/v1/media', {
		method: 'POST',
		headers: { origin, cookie: cookieOf(browser), 'content-type': 'image/jpeg', ...headers },
		body: new Uint8Array(bytes),
	});
	return { status: answer.status, body: await answer.json() };
};
const publicFile = (sha256: string, name: string) => join(fixture.options.mediaDir, 'public', sha256, name);

test.before(async () => {
	fixture = await openFixture();
	owner = await organizer();
});
test.after(() => fixture.close());

test('an upload is kept in three formats and sizes, and its name fixes every file', async () => {
	const { status, body } = await send(owner, await photo().jpeg().toBuffer());
	assert.is(status, 201, JSON.stringify(body));
	assert.equal(body.crop, { left: 0, top: 50, width: 1500, height: 900 });
	const manifest = readFileSync(publicFile(body.sha256, 'manifest.json'));
	assert.is(sha256Of(manifest), body.sha256);
	const { files } = JSON.parse(manifest.toString());
	assert.equal(Object.keys(files).toSorted(), [...pictureFiles].toSorted());
	for (const name of pictureFiles)
		assert.is(sha256Of(readFileSync(publicFile(body.sha256, name))), files[name].sha256, name);
	for (const [name, format] of [
		['400.avif', 'heif'],
		['800.webp', 'webp'],
		['1600.jpg', 'jpeg'],
	] as const) {
		const { format: is, width, height } = await sharp(publicFile(body.sha256, name)).metadata();
		assert.equal([is, width, height], [format, Number.parseInt(name, 10), Number.parseInt(name, 10) * 0.6]);
	}
	const card = await sharp(publicFile(body.sha256, 'card.jpg')).metadata();
	assert.equal([card.width, card.height], [1200, 630]);
	assert.ok(files['card.jpg'].bytes <= 300_000);
	for (const dark of [body.colours.ground, body.colours.ink]) assert.ok(contrast(dark, '#ffffff') >= 4.5);
});

test('EXIF is dropped everywhere, and a picture stands as the camera held it', async () => {
	const exif = { IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '1/1 17/1 0/1' } };
	const turned = await photo(1000, 1600)
		.withExif(exif)
		.withMetadata({ orientation: 6, exif })
		.jpeg()
		.toBuffer();
	assert.ok(turned.includes('SecretCamera'), 'control: the upload says it');
	const { body } = await send(owner, turned);
	assert.equal([body.width, body.height], [1600, 1000]);
	const original = await fixture.platform.api.request(`/v1/media/${body.id}/original`, {
		headers: { cookie: cookieOf(owner) },
	});
	const kept = Buffer.from(await original.arrayBuffer());
	assert.is((await sharp(kept).metadata()).exif, undefined);
	assert.is(original.headers.get('content-type'), 'image/jpeg');
	const all = readdirSync(join(fixture.options.mediaDir, 'public', body.sha256));
	for (const name of all)
		assert.not.ok(readFileSync(publicFile(body.sha256, name)).includes('SecretCamera'), name);
});

test('what is no still picture, too large, too small or damaged is refused with a code of its own', async () => {
	const jpeg = await photo().jpeg().toBuffer();
	const bomb = await sharp({
		create: { width: 9000, height: 9000, channels: 3, background: '#000' },
		limitInputPixels: false,
	} as never)
		.png()
		.toBuffer();
	const cases: [string, Buffer][] = [
		['PICTURE_IS_SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
		['PICTURE_MOVES', await photo(100, 100).gif().toBuffer()],
		['PICTURE_UNKNOWN_TYPE', Buffer.from('hello')],
		['PICTURE_NOT_ONLY_PICTURE', Buffer.concat([jpeg, Buffer.from('PK\u0003\u0004', 'latin1')])],
		['PICTURE_TOO_LARGE', bomb],
		['PICTURE_TOO_SMALL', await photo(799, 900).jpeg().toBuffer()],
		['PICTURE_DAMAGED', jpeg.subarray(0, Math.floor(jpeg.length * 0.4))],
		['PICTURE_EMPTY', Buffer.alloc(0)],
		['PICTURE_TOO_HEAVY', Buffer.alloc(15 * 1024 * 1024 + 1)],
	];
	const each = await organizer();
	for (const [code, bytes] of cases) assert.is((await send(each, bytes)).body.code, code);
	const rows = await fixture.rows(
		"select reason from platform.media where state = 'refused' order by created_at",
	);
	assert.equal(rows.map((r) => r.reason).toSorted(), cases.map(([code]) => code).toSorted());
});

test('a decoder that takes too long or too much memory is killed', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'passa-test-'));
	await writeFile(join(folder, 'original'), await photo(4000, 3000).png().toBuffer());
	const task = { folder, crop: null };
	assert.equal(await decodePicture(task, { milliseconds: 30, bytes: 1e9 }), { refused: 'PICTURE_DAMAGED' });
	assert.equal(await decodePicture(task, { milliseconds: 60_000, bytes: 1e6 }), {
		refused: 'PICTURE_DAMAGED',
	});
	assert.not.ok('refused' in (await decodePicture(task, { milliseconds: 60_000, bytes: 1e9 })), 'control');
	await rm(folder, { recursive: true });
});

test('another part of an upload is a picture of its own, and a part outside is refused', async () => {
	const { body } = await send(owner, await photo(2000, 1200).jpeg().toBuffer());
	const crop = (part: object) => owner.post(`/v1/media/${body.id}/crop`, part);
	const made = await crop({ left: 100, top: 60, width: 1000 });
	assert.equal([made.status, made.body.crop], [201, { left: 100, top: 60, width: 1000, height: 600 }]);
	assert.is.not(made.body.id, body.id);
	for (const part of [
		{ left: 1001, top: 0, width: 1000 },
		{ left: 0, top: 601, width: 1000 },
		{ left: 0, top: 0, width: 799 },
	])
		assert.is((await crop(part)).body.code, 'CROP_OUTSIDE');
});

test('another account’s picture gets the same 404 as a missing one, also in a draft', async () => {
	const { body } = await send(owner, await photo().jpeg().toBuffer());
	const other = await organizer();
	for (const path of [`/v1/media/${body.id}`, `/v1/media/${body.id}/original`])
		assert.is((await other.get(path)).body.code, 'PICTURE_NOT_FOUND');
	assert.is(
		(await other.post(`/v1/media/${body.id}/crop`, { left: 0, top: 0, width: 1000 })).body.code,
		'PICTURE_NOT_FOUND',
	);
	const { body: draft } = await other.post('/v1/drafts');
	const picture = { media: body.id, alt: { en: '', sw: '' } };
	const content = { ...draft.content, picture };
	assert.is((await other.put(`/v1/drafts/${draft.id}`, { version: draft.version, content })).status, 200);
});

test('an account that sends too many pictures is refused', async () => {
	const each = await organizer();
	const codes: string[] = [];
	for (let i = 0; i < 61; i++) codes.push((await send(each, Buffer.from('x'))).body.code);
	assert.equal([codes[59], codes[60]], ['PICTURE_UNKNOWN_TYPE', 'TOO_MANY_REQUESTS']);
});

test('pictures that neither a draft nor a document uses go after a week, and files that others share stay', async () => {
	const each = await organizer();
	const bytes = await photo(1000, 800, '#3d8f8a').jpeg().toBuffer();
	const [used, unused] = [(await send(each, bytes)).body, (await send(each, bytes)).body];
	const alone = (await send(each, await photo(1000, 800, '#123456').jpeg().toBuffer())).body;
	assert.is(used.sha256, unused.sha256, 'the same bytes have the same name');
	const { body: draft } = await each.post('/v1/drafts');
	const content = { ...draft.content, picture: { media: used.id, alt: { en: 'Blue', sw: '' } } };
	await each.put(`/v1/drafts/${draft.id}`, { version: draft.version, content });
	const store = mediaFolder(fixture.options.mediaDir);
	const after = (days: number) =>
		removeUnusedMedia(fixture.platform.db, store, new Date(Date.now() + days * 86_400_000));
	await after(6);
	assert.ok(existsSync(publicFile(alone.sha256, '400.avif')), 'within a week they stay');
	await fixture.rows("update platform.media set documents = array['abc'] where id = $1", [unused.id]);
	await after(8);
	const left = await fixture.rows('select id from platform.media where id = any($1)', [
		[used.id, unused.id, alone.id],
	]);
	assert.equal(left.map((r) => r.id).toSorted(), [used.id, unused.id].toSorted());
	assert.ok(existsSync(publicFile(used.sha256, '400.avif')));
	assert.not.ok(existsSync(publicFile(alone.sha256, '400.avif')));
});

test('a document without a picture stays valid, and one with an unknown form of picture is shown without it', async () => {
	const document = {
		name: 'Old',
		description: '',
		venue: { name: 'A', city: 'B' },
		starts_at: '2026-01-01T00:00:00Z',
		ends_at: '2026-01-01T02:00:00Z',
		tiers: [{ name: 'Regular' }],
		payees: [],
	};
	const colours = { ground: '#000000', ink: '#000000', accent: '#ffffff' };
	const good = { sha256: 'a'.repeat(64), alt: {}, colours };
	const tooLight = { ...good, colours: { ...colours, ground: '#ffff00' } };
	for (const [extra, shown] of [
		[{}, undefined],
		[{ image: 'x.png' }, undefined],
		[{ picture: 'x.png' }, undefined],
		[{ picture: tooLight }, undefined],
		[{ picture: good }, good],
	] as const) {
		const bytes = Buffer.from(JSON.stringify({ ...document, ...extra }));
		const hash = Buffer.from(sha256Of(bytes), 'hex');
		assert.equal((await verifyMetadata(bytes, hash)).picture, shown);
	}
});

test.run();
