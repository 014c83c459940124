import { buyAt } from './buy-at.ts';
import { turnsOnAnApp } from './second-factor.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import { Visit } from './visit.ts';

/**
 * The wallet signs, and before the draft records it the answer is lost and the page reloaded: the event is found, not
 * published twice, and the organizer is shown its page.
 */
export async function publishesOnce(visit: Visit): Promise<void> {
	const { page } = visit;
	const mark = '**/v1/drafts/*/published';
	await page.route(mark, (route) => route.abort());
	const publish = page.getByRole('button', { name: 'Publish with the demo wallet' });
	await publish.click();
	// Nobody publishes for the first time by a sign-in alone.
	await page.getByRole('alert').getByRole('link', { name: 'Second factor' }).click({ timeout: 30_000 });
	visit.forgive(/403/);
	await turnsOnAnApp(visit);
	await publish.click();
	await page.getByText('It may be on the ledger already.').waitFor({ timeout: 60_000 });
	await visit.accessible();
	await page.unroute(mark);
	await page.reload();
	await page.waitForURL(/\/events\/\d+$/, { timeout: 60_000 });
	visit.eventPath = new URL(page.url()).pathname;
	await visit.reads(visit.eventName);
	await visit.accessible();
	await visit.open('/');
	const links = page.getByRole('link', { name: visit.eventName });
	await links.first().waitFor();
	const count = await links.count();
	if (count !== 1) throw new Error(`the event was published ${count} times`);
	await visit.open(visit.draftPath);
	await page.waitForURL(/\/organizer\/events\/\d+$/);
	visit.forgive(/Failed to load resource/);
}

/** A fan buys; the organizer's page, open all the while, shows it by itself, and what everyone was paid. */
export async function salesAreLive(visit: Visit): Promise<void> {
	const { page } = visit;
	visit.salesPath = new URL(page.url()).pathname;
	await page.getByText('No ticket is sold yet.').waitFor();
	const fan = await Visit.begin(visit.context.browser()!, visit.base);
	await buyAt(fan, visit.eventPath, 'KES 3,000');
	await page.getByText('2 of 60 sold in all').waitFor({ timeout: 15_000 });
	await page.getByText('KES 3,000').first().waitFor();
	await page.getByText('Sales over time').waitFor();
	const venue = page.getByRole('listitem').filter({ hasText: 'Fort Jesus' });
	await venue.filter({ hasText: '2.3256' }).first().waitFor({ timeout: 20_000 });
	const artist = page.getByRole('listitem').filter({ hasText: 'Zein Musical Party' });
	await artist.filter({ hasText: /9\.3024.*9\.3024/ }).waitFor({ timeout: 20_000 });
	await visit.unfold();
	await visit.fits();
	await visit.accessible();
	fan.mustBeClean();
	await fan.context.close();
}

/** Another organizer's account gets 404 for the draft and its pages. */
export async function othersSeeNoSales(visit: Visit): Promise<void> {
	const other = await Visit.begin(visit.context.browser()!, visit.base);
	for (const path of [visit.draftPath, visit.salesPath]) {
		await other.open(path);
		await other.reads('Sign in');
	}
	await signInByEmail(other, freshAddress('mwangi'));
	await other.open('/organizer');
	await other.page.getByLabel('The name that fans see').fill('Mwangi');
	await other.page.getByRole('button', { name: 'Become an organizer' }).click();
	await other.reads('Your events');
	for (const [path, words] of [
		[visit.draftPath, 'This page does not exist.'],
		[visit.salesPath, `Event ${visit.salesPath.split('/').at(-1)} is not one of yours.`],
	] as const) {
		await other.open(path);
		await other.reads(words);
		const text = (await other.page.locator('body').textContent()) ?? '';
		if (text.includes(visit.eventName)) throw new Error(`${path} shows another organizer the event`);
	}
	const at = `${visit.base}/api/platform/v1${visit.draftPath.replace('/organizer', '')}`;
	const answer = await other.page.request.get(at);
	if (answer.status() !== 404) throw new Error(`another's draft answers ${answer.status()}`);
	other.forgive(/404/);
	other.mustBeClean();
	await other.context.close();
}

/** Both languages, dark and light, narrow and wide: nothing is cut off, everything is accessible, no press is lost. */
export async function organizerLayouts(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	await visit.open('/organizer');
	await page.getByRole('button', { name: 'New event' }).first().click();
	await visit.reads('Basics');
	const draft = new URL(page.url()).pathname;
	const steps = ['basics', 'tickets', 'money', 'publish'].map((step) => `${draft}?step=${step}`);
	const sales = ['', '/orders', '/door'].map((page) => `${visit.salesPath}${page}`);
	const paths = ['/organizer', '/account', '/account?add=wallet', '/outbox', ...sales, ...steps];
	for (const [lang, colorScheme, width] of [
		['sw', 'dark', 390],
		['en', 'light', 1280],
		['sw', 'light', 320],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 900 });
		for (const path of paths) {
			await visit.open(path);
			await visit.fits();
			await visit.losesNoPress();
			if (width !== 320) await visit.accessible();
		}
	}
	await context.addCookies([{ name: 'lang', value: 'en', url: base }]);
}
