import { readSecrets } from '#scripts/secrets.ts';
import { underpayingPhone } from './phones.ts';
import { Visit } from './visit.ts';

const why = 'A shilling is missing: the buyer gets the rest back.';

/**
 * A payment of another amount waits for a person. The fan reads that the money is safe; support sees why and decides,
 * without scripts.
 */
export async function supportDecides(fan: Visit, _: unknown, dataDir: string): Promise<void> {
	await fan.open('/events/1/checkout?method=mpesa&tier=1');
	await fan.page.getByLabel('Your M-Pesa number').fill(underpayingPhone);
	await fan.page.getByRole('button', { name: 'Pay KES 2,500 with M-Pesa' }).click();
	await fan.reads('We are checking your payment', 60_000);
	await fan.accessible();
	const reference = new URL(fan.page.url()).pathname.split('/').at(-1)!;
	// Once as the case, once on the receipt.
	await fan.page.getByText(reference).first().waitFor();

	const support = await Visit.begin(fan.context.browser()!, fan.base, { javaScriptEnabled: false });
	await isClosed(support);
	await support.open(`/support?token=${readSecrets(dataDir).supportToken}`);
	if (support.page.url().includes('token')) throw new Error('the token stays in the address');
	await support.accessible();
	await support.page.getByRole('link', { name: reference }).click();
	await support.reads(`Case ${reference}`);
	for (const line of ['Prompt asked for', 'M-Pesa called back (unsigned)', 'We asked how it stands'])
		await support.page.getByText(line).first().waitFor();
	await support.page.getByRole('definition').filter({ hasText: underpayingPhone }).first().waitFor();
	await support.accessible();
	await decide(support);
	await caseFits(support);
	await support.open('/support?state=decided');
	await support.page.getByRole('link', { name: reference }).waitFor();
	await support.accessible();
	support.mustBeClean();
	await support.context.close();
	await fan.reads('Your money is back', 60_000);
	if (await fan.page.getByText('No money was taken.').count())
		throw new Error('money came, and the page denies it');
}

/** The journal of a case is a table: on the narrowest phone its sums are in view, in both languages. */
export async function caseFits(support: Visit): Promise<void> {
	const { page, context, base } = support;
	for (const lang of ['sw', 'en']) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		for (const width of [320, 1280, 390]) {
			await page.setViewportSize({ width, height: 844 });
			await page.reload();
			await support.fits();
			const right = await page.locator('table').evaluate((table) => table.getBoundingClientRect().right);
			if (right > width) throw new Error(`at ${width} px the journal ends at ${right} px`);
		}
	}
}

async function isClosed(stranger: Visit): Promise<void> {
	for (const path of ['/support', `/support?token=${'A'.repeat(43)}`]) {
		await stranger.open(path);
		await stranger.reads('This page is for support');
	}
	await stranger.accessible();
	stranger.forgive(/401/);
}

/** Once M-Pesa has shown the money, the case cannot be closed without it: the money goes back. */
async function decide({ page }: Visit): Promise<void> {
	const left = page.getByRole('radio', { name: /^Leave it as it is/ });
	for (let i = 0; i < 60 && (await left.isEnabled()); i++) {
		await page.waitForTimeout(1000);
		await page.reload();
	}
	await page.getByText('Not while money is with us').waitFor();
	await page.getByRole('radio', { name: /^Give all of it back/ }).check();
	await page.getByLabel('Why').fill(why);
	await page.getByRole('button', { name: 'Record the decision' }).click();
	await page
		.getByRole('paragraph')
		.filter({ hasText: /^Decided: Give all of it back$/ })
		.waitFor();
	// Once as the outcome, once in the list of what people did.
	await page.getByText(why).first().waitFor();
	if (await page.getByRole('button', { name: 'Record the decision' }).count())
		throw new Error('a case that is decided can be decided again');
}
