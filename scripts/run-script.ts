import { PassaError } from '#shared/errors.ts';
import { visibleText } from '#shared/text.ts';

/**
 * Runs a command. An error that the user can correct prints one sentence with its code; others print their stack. Both
 * exit with 1. What a message quotes of a file or a node commands no terminal.
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		const known = error instanceof PassaError;
		console.error(visibleText(known ? `${error.code}: ${error.message}` : String((error as Error).stack)));
		process.exitCode = 1;
	}
}
