import type { Visit } from './visit.ts';

/** The audit runs in the browser, straight from the RPC, and is green; and it counts what was just bought. */
export async function auditIsGreen(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/audit?event=1');
	const verdict = page.locator('[data-verdict]');
	await verdict.waitFor({ timeout: 30_000 });
	const value = await verdict.getAttribute('data-verdict');
	if (value !== 'green')
		throw new Error(`the audit is ${value}: ${await page.locator('main').textContent()}`);
	await visit.accessible();
}
