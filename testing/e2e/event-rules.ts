import { saved } from './organize.ts';
import type { Visit } from './visit.ts';

/** The rules of an event in words: when payees are paid, who may give back, pass on and resell. They survive a reload. */
export async function choosesRules(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.goto(new URL(`${visit.draftPath}?step=money`, visit.base).href);
	await page.getByText('When payees are paid, and creators').click();
	const example = page.locator('[data-payday]');
	await says(visit, example, /KES [\d,]+ ticket sold today.*within seconds/);
	await page.getByLabel('A part within seconds, the rest after the event').check();
	await says(visit, example, /within seconds, KES [\d,]+ is paid (on|3 days after)/);
	await page.getByLabel('All of it after the event').check();
	await says(visit, example, /keeps all of it/);
	await page.getByLabel('Sell only after every payee has accepted').check();
	await saved(visit);
	await visit.accessible();
	await page.goto(new URL(`${visit.draftPath}?step=tickets`, visit.base).href);
	await page.getByLabel('Fans may resell tickets').check();
	await says(visit, page.locator('[data-resale]'), /KES 1,100.*KES 1,045.*KES 55/);
	await page.getByLabel('Complimentary tickets, at most').fill('15');
	await saved(visit);
	await visit.accessible();
	await page.reload();
	if (!(await page.getByLabel('Fans may resell tickets').isChecked())) throw new Error('resale was not kept');
	// Back to what the next stories sell.
	await page.getByLabel('Fans may resell tickets').uncheck();
	await saved(visit);
	await page.goto(new URL(`${visit.draftPath}?step=money`, visit.base).href);
	await page.getByText('When payees are paid, and creators').click();
	if (!(await page.getByLabel('All of it after the event').isChecked()))
		throw new Error('payday was not kept');
	await page.getByLabel('Within seconds of each sale').check();
	await page.getByLabel('Sell only after every payee has accepted').uncheck();
	await saved(visit);
	// Where the story before ended, and the next one goes on.
	await page.goto(new URL(`${visit.draftPath}?step=basics`, visit.base).href);
	await saved(visit);
}

async function says({ page }: Visit, at: ReturnType<Visit['page']['locator']>, words: RegExp): Promise<void> {
	const text = await at.textContent();
	const plain = (text ?? '').replace(/[\u00a0\u2068\u2069]/g, ' ');
	if (!words.test(plain)) throw new Error(`${page.url()} says: ${plain}`);
}
