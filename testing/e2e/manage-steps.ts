import { runCommand } from '#testing/commands/run-command.ts';
import type { Visit } from './visit.ts';

export const section = ({ page }: Visit, name: string) => page.getByRole('region', { name, exact: true });

/** Asks for the dry run, looks at it, and says the second yes. */
export async function carryOut(
	visit: Visit,
	name: string,
	ask: string,
	found: RegExp,
	yes: string,
	done: string,
): Promise<void> {
	const part = section(visit, name);
	await part.getByRole('button', { name: ask }).click();
	await part.getByRole('heading', { name: 'This is what would happen' }).waitFor({ timeout: 20_000 });
	await part.getByText(found).first().waitFor();
	await visit.accessible();
	await part.getByRole('button', { name: yes }).click();
	await part.getByText(`✓ ${done}`).waitFor({ timeout: 45_000 });
}

export const eventNo = ({ eventPath }: Visit): string => eventPath.split('/').pop()!;

export async function isAudited(visit: Visit, dataDir: string): Promise<void> {
	const { code, err } = await runCommand('audit.ts', ['--data', dataDir, '--event', eventNo(visit)]);
	if (code !== 0) throw new Error(`the audit is not green: ${err}`);
}

export const manage = async (visit: Visit): Promise<void> => {
	await visit.open(`${visit.salesPath}/manage`);
	await visit.reads('Manage the event');
};
