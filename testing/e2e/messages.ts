import type { Visit } from './visit.ts';

/** Milliseconds: a worker writes some messages within seconds. */
const comesWithin = 30_000;

/** A code of six digits that a person types, in each of its messages. */
const code = /(?<=Your Passa code is |wako wa Passa ni )\d{6}|\d{6}(?= is your Passa code| ni msimbo wa)/;

/** What the newest message to this number or address that has it says there, on the outbox page: it may come later. */
export async function inMessageTo(
	visit: Visit,
	recipient: string,
	sought: RegExp,
	patience = comesWithin,
): Promise<string> {
	const tab = await visit.context.newPage();
	await tab.goto(new URL('/outbox', visit.base).href);
	const message = tab
		.getByRole('listitem')
		.filter({ hasText: recipient })
		.filter({ hasText: sought })
		.first();
	for (const end = Date.now() + patience; !(await message.isVisible()); ) {
		if (Date.now() > end) throw new Error(`the outbox has no message to ${recipient} with ${sought}`);
		await tab.waitForTimeout(500);
		await tab.reload();
	}
	const text = (await message.textContent()) ?? '';
	await tab.close();
	return sought.exec(text)![0];
}

/** The newest code of six digits that came to this address, or to this number as people write it. */
export const codeTo = (visit: Visit, recipient: string): Promise<string> =>
	inMessageTo(visit, recipient.includes('@') ? recipient : lastNine(recipient), code);

export const lastNine = (phone: string): string => phone.replace(/\D/g, '').slice(-9);
