import { createTransport } from 'nodemailer';
import { type Messenger, NotSent } from './messenger.ts';

const timeoutMilliseconds = 15_000;

/** E-mail by SMTP. `url` is smtp:// or smtps://, with user and password; `from` is who it comes from. */
export function smtp(url: string, from: string): Messenger {
	const transport = createTransport({
		url,
		connectionTimeout: timeoutMilliseconds,
		greetingTimeout: timeoutMilliseconds,
		socketTimeout: timeoutMilliseconds,
	});
	return {
		async send({ to, subject, text }) {
			try {
				await transport.sendMail({ from, to, subject, text });
			} catch (error) {
				const { responseCode, code, command } = error as {
					responseCode?: number;
					code?: string;
					command?: string;
				};
				// A server's 5xx is final. After any other answer, or none, the message is sent again.
				const final = responseCode !== undefined && responseCode >= 500;
				// Without an answer to the letter itself, the server may have it.
				const unclear = responseCode === undefined && command !== 'CONN';
				throw new NotSent(`SMTP_${responseCode ?? code ?? 'FAILED'}`, { final, unclear });
			}
		},
	};
}
