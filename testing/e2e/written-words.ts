import { becomesOrganizer, beginDraft, holds, saved } from './organize.ts';
import type { Visit } from './visit.ts';

const tag = () => crypto.randomUUID().slice(0, 4);

async function fault(visit: Visit, words: string | RegExp): Promise<void> {
	await visit.page.getByText(words).first().waitFor({ timeout: 15_000 });
}

/** Types as a paste does: in one input, with characters that no keyboard has. */
async function paste(visit: Visit, label: string | RegExp, text: string): Promise<void> {
	const field = visit.page.getByLabel(label, typeof label === 'string' ? { exact: true } : {}).first();
	await field.fill(text);
	await field.blur();
}

/** Direction marks, tabs, half an emoji and a very long link stop no saving, turn no words and widen no page. */
export async function oddWordsAreHarmless(visit: Visit): Promise<void> {
	const { page } = visit;
	await becomesOrganizer(visit);
	await beginDraft(visit);
	const name = `35 % off ${tag()}`;
	await paste(visit, 'What is it called?', `\u202E${name}\u000B`);
	await holds(visit, 'What is it called?', `${name} `);
	await visit.reads(name);
	await paste(visit, 'Place', `https://maps.example/place/${'x'.repeat(90)}\tend`);
	await paste(visit, /^Line-up/, `DJ\u200B Kemboi \uD83D\n${'N'.repeat(80)}`);
	await paste(visit, 'Town or city', 'Nai\u200Erobi');
	await saved(visit);
	await page.setViewportSize({ width: 320, height: 800 });
	for (const step of ['basics', 'publish']) {
		await visit.open(`${visit.draftPath}?step=${step}`);
		await visit.fits();
	}
	await visit.open(`${visit.draftPath}?step=basics`);
	await holds(visit, 'Town or city', 'Nairobi');
	await page.setViewportSize({ width: 390, height: 844 });
}

/** What is no number stays in its field, which says what is wrong and what to do, also after a reload. */
export async function keepsWhatWasTyped(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(`${visit.draftPath}?step=tickets`);
	await saved(visit);
	for (const [label, text, words] of [
		['Price in KES', '−5', 'It cannot be less than 0.'],
		['Price in KES', 'Ksh 2k', 'That is not a number.'],
		['Price in KES', '1.000', 'That can be read in two ways.'],
		['How many', '2.5', 'Only a whole number is possible here.'],
	] as const) {
		await paste(visit, label, text);
		await fault(visit, words);
		await holds(visit, label, text);
	}
	await visit.accessible();
	await saved(visit);
	await page.reload();
	await holds(visit, 'Price in KES', '1.000');
	await holds(visit, 'How many', '2.5');
	await fault(visit, 'Only a whole number is possible here.');
	await paste(visit, 'Price in KES', 'KES 2,500');
	await paste(visit, 'How many', '1 200');
	await saved(visit);
	await page.reload();
	await holds(visit, 'Price in KES', '2500');
	await holds(visit, 'How many', '1200');
}

/** Dates are checked where they are written, not at Publish; what is still empty is not a fault yet. */
export async function datesAreCheckedWhereWritten(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/organizer');
	await page.getByRole('button', { name: 'New event' }).first().click();
	await visit.reads('Basics');
	await saved(visit);
	const draft = new URL(page.url()).pathname;
	if (await page.locator('[aria-invalid="true"]').count()) throw new Error('an empty draft shows faults');
	const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel(/^Begins/).fill(`${day(-2)}T19:00`);
	await fault(visit, 'It must begin in the future.');
	await page.getByLabel(/^Begins/).fill(`${day(40)}T19:00`);
	await page.getByLabel(/^Ends/).fill(`${day(40)}T18:00`);
	await fault(visit, 'It must end after it begins.');
	await visit.accessible();
	await page.getByLabel(/^Ends/).fill(`${day(42)}T23:00`);
	await saved(visit);
	await visit.open(`${draft}?step=tickets`);
	await page.getByText('Sale times').first().click();
	await page.getByLabel(/^Sale closes/).fill(`${day(50)}T10:00`);
	await fault(visit, 'The sale must open before it closes');
}
