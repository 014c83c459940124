import type { Visit } from './visit.ts';

/** A page that came by http has no clipboard: it shows the link, selected. If there is one, it copies. */
export async function linkIsGiven(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1');
	const link = page.url();
	await page.evaluate(() => {
		Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
	});
	await page.getByRole('button', { name: 'Share' }).click();
	const field = page.getByRole('textbox', { name: /^This browser does not let us copy/ });
	await field.waitFor();
	const selected = await field.evaluate((e: HTMLInputElement) =>
		e.value.slice(e.selectionStart ?? 0, e.selectionEnd ?? 0),
	);
	if (selected !== link) throw new Error(`"${selected}" is selected, not ${link}`);
	await visit.accessible();
	await visit.fits();
	await page.reload();
	await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.getByRole('button', { name: 'Share' }).click();
	await page.getByRole('button', { name: 'Link copied' }).waitFor();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	if (copied !== link) throw new Error(`"${copied}" is copied, not ${link}`);
	if (await field.count()) throw new Error('the link is shown although it is copied');
}
