import type { Visit } from './visit.ts';

/** Two tickets of an event's first tier, with the demo wallet; `total` is what they cost. */
export async function buyAt(visit: Visit, eventPath: string, total: string): Promise<void> {
	const { page } = visit;
	await visit.open(`${eventPath}/checkout?method=demo`);
	const more = page.getByRole('button', { name: 'One more' });
	const two = page.getByText(total).first();
	// On a busy machine the first click may come before the page is alive.
	for (let attempt = 0; attempt < 10 && !(await two.isVisible()); attempt++) {
		await more.click();
		await two.waitFor({ timeout: 2000 }).catch(() => {});
	}
	await page.getByRole('button', { name: 'See the exact price' }).click();
	await page.getByRole('button', { name: `Pay ${total}` }).click({ timeout: 40_000 });
	await visit.reads("You're going!", 30_000);
}
