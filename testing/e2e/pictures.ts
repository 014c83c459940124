import { join } from 'node:path';
import { becomesOrganizer, beginDraft, saved } from './organize.ts';
import type { Visit } from './visit.ts';

const drawn = (name: string) => join(import.meta.dirname, '../../scripts/demo/pictures', name, '1600.jpg');
const most = 150_000;

/** An organizer uploads a picture, chooses a part by keyboard, and is told why an SVG is refused. */
export async function pictureIsUploadedAndCut(visit: Visit): Promise<void> {
	const { page } = visit;
	await becomesOrganizer(visit);
	await beginDraft(visit);
	const file = page.locator('#f-picture');
	await file.setInputFiles(drawn('comedy'));
	const first = await pictureOf(visit);
	await page.getByRole('button', { name: 'Choose the part' }).click();
	await page.getByLabel('Size of the part').press('Home');
	await page.getByLabel('Left to right').press('End');
	await visit.accessible();
	await visit.fits();
	await page.getByRole('button', { name: 'Use this part' }).click();
	await page.getByRole('button', { name: 'Remove picture' }).waitFor();
	if ((await pictureOf(visit, first)) === first) throw new Error('the part that was chosen is not shown');
	await page.getByLabel('What it shows, in English').fill('A face that laughs');
	await saved(visit);
	await visit.accessible();
	await file.setInputFiles({
		name: 'a.jpg',
		mimeType: 'image/jpeg',
		buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
	});
	await page.getByRole('alert').filter({ hasText: 'SVG files can hold programs' }).waitFor();
	// The refusal itself.
	visit.forgive(/status of 400/);
	await page.reload();
	if ((await page.getByLabel('What it shows, in English').inputValue()) !== 'A face that laughs')
		throw new Error('what the picture shows is lost');
}

/** The address of the picture that the editor shows, once it differs from `before`. */
async function pictureOf({ page }: Visit, before = ''): Promise<string> {
	const image = page.locator('section img[src^="/media/"]').first();
	await image.waitFor({ timeout: 30_000 });
	for (let i = 0; i < 100; i++) {
		const src = await image.getAttribute('src');
		if (src && src !== before) return src;
		await page.waitForTimeout(100);
	}
	return before;
}

/** The same without scripts: file, part and description in one form; a refusal says why. */
export async function pictureWithoutScripts(visit: Visit): Promise<void> {
	const { page } = visit;
	const state = await visit.context.storageState();
	const context = await page
		.context()
		.browser()!
		.newContext({ javaScriptEnabled: false, storageState: state });
	const plain = await context.newPage();
	await plain.goto(new URL(`${visit.draftPath}?step=basics`, visit.base).href);
	await plain.locator('input[name=file]').setInputFiles(drawn('lake'));
	await plain.getByLabel('Top or left').check();
	await plain.getByRole('textbox', { name: 'What it shows, in Swahili' }).fill('Jahazi ziwani');
	await Promise.all([
		plain.waitForResponse((r) => r.request().method() === 'GET' && r.url().endsWith('step=basics')),
		plain.getByRole('button', { name: 'Save picture' }).click(),
	]);
	await plain.waitForLoadState();
	if (
		(await plain.getByRole('textbox', { name: 'What it shows, in Swahili' }).inputValue()) !== 'Jahazi ziwani'
	)
		throw new Error('the form without scripts saved nothing');
	await plain
		.locator('input[name=file]')
		.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no') });
	await plain.getByRole('button', { name: 'Save picture' }).click();
	// Text inside <noscript> is found by its element only.
	await plain
		.locator('form [role=alert]', { hasText: 'This is no JPEG, PNG, WebP or AVIF picture.' })
		.waitFor({ state: 'attached' });
	await context.close();
}

/** The event's page is light: without pictures, and with them for a browser that saves data, which loads no fonts. */
export async function eventPageIsLight(visit: Visit): Promise<void> {
	const usual = await weigh(visit, {});
	if (usual.all - usual.Image > most) throw new Error(`${usual.all - usual.Image} bytes without pictures`);
	const saving = await weigh(visit, { 'save-data': 'on' });
	if (saving.all > most || saving.Font > 0 || saving.Image === 0)
		throw new Error(`a browser that saves data loads ${JSON.stringify(saving)}`);
	if (!saving.images.every((url) => /\/400\.\w+$/.test(url)))
		throw new Error(`it loads ${saving.images.join()}`);
}

type Weight = { all: number; Image: number; Font: number; images: string[] };

/** Bytes on the wire of a first visit, by kind. */
async function weigh(visit: Visit, extraHTTPHeaders: Record<string, string>): Promise<Weight> {
	const viewport = { width: 390, height: 844 };
	const context = await visit.context.browser()!.newContext({ viewport, extraHTTPHeaders });
	const page = await context.newPage();
	const network = await context.newCDPSession(page);
	await network.send('Network.enable');
	const weight: Weight = { all: 0, Image: 0, Font: 0, images: [] };
	const kinds = new Map<string, string>();
	network.on('Network.responseReceived', ({ requestId, type, response }) => {
		kinds.set(requestId, type);
		if (type === 'Image' && response.url.includes('/media/')) weight.images.push(response.url);
	});
	network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		weight.all += encodedDataLength;
		const kind = kinds.get(requestId);
		if (kind === 'Image' || kind === 'Font') weight[kind] += encodedDataLength;
	});
	await page.goto(new URL('/events/1', visit.base).href, { waitUntil: 'networkidle' });
	await context.close();
	return weight;
}

/** What a chat app reads: absolute addresses, a JPEG of at most 300 KB, one address for the event whatever the link was. */
export async function linkHasACard(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1?utm=x');
	const content = (name: string) => page.locator(`meta[property="${name}"]`).getAttribute('content');
	const url = new URL('/events/1', visit.base).href;
	const canonical = await page.locator('link[rel=canonical]').getAttribute('href');
	if (canonical !== url || (await content('og:url')) !== url) throw new Error(`the address is ${canonical}`);
	if (!/KES/.test((await content('og:description')) ?? '')) throw new Error('the card names no price');
	const card = await page.request.get((await content('og:image'))!);
	const bytes = await card.body();
	if (card.headers()['content-type'] !== 'image/jpeg' || bytes.length > 300_000 || bytes[0] !== 0xff)
		throw new Error(`the card is ${card.headers()['content-type']} of ${bytes.length} bytes`);
	const policy = card.headers()['content-security-policy'] ?? '';
	if (!policy.includes("default-src 'none'") || !policy.includes('sandbox'))
		throw new Error(`the policy is ${policy}`);
}
