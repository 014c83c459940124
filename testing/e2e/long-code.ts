import { inMessageTo, lastNine } from './messages.ts';
import { freshPhone } from './phones.ts';
import { Visit } from './visit.ts';

/** As many strangers as get a short code for one number. */
const strangers = 10;

/**
 * Strangers used up the short codes of a number. Its owner gets a long one, reads why, and signs in with it as the SMS
 * writes it.
 */
export async function longCodeSaysWhy(visit: Visit): Promise<void> {
	const phone = freshPhone();
	for (let i = 0; i < strangers; i++) {
		const stranger = await Visit.begin(visit.context.browser()!, visit.base, { javaScriptEnabled: false });
		await askForCode(stranger, phone);
		await stranger.page.getByLabel('The six digits').waitFor();
		if (await stranger.page.getByText('this code is longer').count())
			throw new Error('a short code is called longer');
		await stranger.context.close();
	}
	await askForCode(visit, phone);
	const field = visit.page.getByLabel('The sixteen digits');
	await field.waitFor();
	await visit.page.getByText('Others asked for codes to this number or address too often.').waitFor();
	await visit.page.setViewportSize({ width: 320, height: 640 });
	await visit.fits();
	await visit.accessible();
	await field.fill(await inMessageTo(visit, lastNine(phone), /\d{4}( \d{4}){3}/));
	await visit.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: 15_000 });
}

async function askForCode(visit: Visit, phone: string): Promise<void> {
	await visit.open('/sign-in');
	await visit.page.getByLabel('Your phone number').fill(phone);
	await visit.page.getByRole('button', { name: 'Send me a code' }).click();
}
