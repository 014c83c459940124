import { tonightOrganizer } from '#scripts/demo/tonight-event.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { organizerSignsIn } from './own-event.ts';
import { getsPass } from './pass-stories.ts';
import type { Visit } from './visit.ts';
import { writesByWallet } from './wall-by-wallet.ts';

/** Screens that a wall is on: a projector, a television, one that stands upright, and phones. */
const screens = [
	{ width: 1280, height: 720 },
	{ width: 1920, height: 1080 },
	{ width: 1080, height: 1920 },
	{ width: 390, height: 844 },
	{ width: 320, height: 568 },
];
/** Milliseconds: the longest turn of another post, and a look. */
const itsTurn = 20_000;
/** Milliseconds: two looks. */
const dropped = 6_000;

/**
 * A fan writes for the wall of the demo's event of today. The screen does not show it; the organizer approves it, and the
 * screen shows it; the organizer hides it, and within seconds it is gone. Without a network the screen says that it is not
 * live.
 */
export async function wallShowsApprovedPost(visit: Visit, passa: PassaFile): Promise<void> {
	const organizer = passa.people.find(({ name }) => name === tonightOrganizer);
	const [wall] = passa.walls ?? [];
	if (!wall || !organizer?.secret) throw new Error('passa.json has no wall: start with the demo');
	const no = passa.events.find(({ address }) => address === wall.event)!.no;
	const text = `Tuko pamoja ${Date.now() % 100_000}`;
	const [fan, screen, walletFan] = [await visit.another(), await visit.another(), await visit.another()];
	await screen.open(new URL(wall.url).pathname);
	await screen.page.locator('[data-wall=on]').waitFor();
	await getsPass(fan, `/events/${no}`, 0);
	await writes(fan, text);
	await organizerSignsIn(visit, organizer.secret);
	await visit.open(`/organizer/events/${no}`);
	await visit.page.getByRole('link', { name: 'Wall', exact: true }).click();
	await visit.reads('Wall');
	await visit.page.getByRole('button', { name: `Approve: ${text}` }).waitFor();
	await mustNotShow(screen, text);
	await visit.accessible();
	await fitsWidths(visit);
	await visit.page.getByRole('button', { name: `Approve: ${text}` }).click();
	await screen.page.getByText(text).waitFor({ timeout: itsTurn });
	await screen.accessible();
	await fitsWidths(screen);
	await fitsScreens(screen);
	await visit.page.getByRole('button', { name: `Hide: ${text}` }).click();
	await visit.page.getByRole('button', { name: `Hide: ${text}` }).waitFor({ state: 'detached' });
	await screen.page.getByText(text).waitFor({ state: 'detached', timeout: dropped });
	await mustNotShow(screen, text);
	await withdraws(fan, text);
	await writesByWallet(walletFan, passa, no);
	await losesNetwork(screen);
	for (const each of [fan, screen, walletFan]) {
		each.mustBeClean();
		await each.context.close();
	}
}

async function writes(fan: Visit, text: string): Promise<void> {
	const { page } = fan;
	await fan.open(new URL(fan.payUrl).pathname);
	await page.locator('[data-wall]').click();
	await fan.reads('Write for the wall');
	await page.getByLabel('Your post').fill('see evil.example');
	await page.getByLabel(/^I agree/).check();
	await page.getByRole('button', { name: 'Send to the organizer' }).click();
	await page.getByText('No links or addresses on the wall.').waitFor();
	fan.forgive(/400/);
	await fan.accessible();
	await page.getByLabel('Your post').fill(text);
	await page.getByLabel('First name to show').fill('Achieng');
	await page.getByRole('button', { name: 'Send to the organizer' }).click();
	await page.getByText('Sent. It is shown once').waitFor();
	await page.locator('[data-own-post=waiting]').getByText(text).waitFor();
	await fan.accessible();
	await fitsWidths(fan);
}

/** The code on the screen leads to a page that finds the fan's order in this browser. */
async function withdraws(fan: Visit, text: string): Promise<void> {
	const { page } = fan;
	await page.getByRole('link', { name: 'See the wall' }).click();
	const there = await page.locator('[data-wall] [data-payload]').getAttribute('data-payload');
	await fan.open(new URL(there!).pathname);
	await page.locator('[data-way]').first().waitFor();
	await fan.accessible();
	await fitsWidths(fan);
	await page.locator('[data-way]').first().click();
	await page.locator('[data-own-post=hidden]').getByText(text).waitFor();
	await page.getByRole('button', { name: `Withdraw: ${text}` }).click();
	await page.getByText('Withdrawn.').waitFor();
}

/** Neither on the screen nor in what it reads. */
async function mustNotShow({ page, base }: Visit, text: string): Promise<void> {
	const no = new URL(page.url()).pathname.split('/').at(-1);
	const read = await (await page.request.get(new URL(`/api/relayer/v1/events/${no}/wall`, base).href)).text();
	if (read.includes(text) || (await page.getByText(text).count()) > 0)
		throw new Error(`the screen shows “${text}”, which nobody approved`);
}

async function fitsWidths(visit: Visit): Promise<void> {
	for (const width of [320, 1280, 390]) {
		await visit.page.setViewportSize({ width, height: 844 });
		await visit.page.waitForTimeout(300);
		await visit.fits();
	}
}

/** Everything is on the screen, and the words are as large as it allows. */
async function fitsScreens({ page }: Visit): Promise<void> {
	for (const { width, height } of screens) {
		await page.setViewportSize({ width, height });
		await page.waitForTimeout(300);
		for (const part of ['[data-post]', '.name', '.code']) {
			const box = await page.locator(part).boundingBox();
			const isIn =
				box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
			if (!isIn) throw new Error(`${part} leaves a screen of ${width} × ${height}: ${JSON.stringify(box)}`);
		}
		const size = await page
			.locator('[data-post]')
			.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
		// A post of this length, at the back of a hall.
		if (size < Math.min(width, height) / 12) throw new Error(`words of ${size} px on ${width} × ${height}`);
	}
}

async function losesNetwork(screen: Visit): Promise<void> {
	const { page, context } = screen;
	await page.locator('[data-post]').first().waitFor();
	await context.setOffline(true);
	await page.locator('[data-late]').waitFor({ timeout: 15_000 });
	await page.getByText('Not live since').waitFor();
	if ((await page.locator('[data-post]').count()) === 0)
		throw new Error('the screen is empty without a network');
	await context.setOffline(false);
	await page.locator('[data-late]').waitFor({ state: 'detached', timeout: 15_000 });
	screen.forgive(/ERR_INTERNET_DISCONNECTED/);
}
