import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

export type SmsRequest = { path: string; headers: IncomingHttpHeaders; form: URLSearchParams };
export type SmsProvider = {
	url: string;
	requests: SmsRequest[];
	/** How the next requests are answered, one each; then all are taken. */
	answers: { status?: number; code?: number; body?: string }[];
	close(): Promise<void>;
};

/** Speaks as Africa's Talking does: 201 with a status for each recipient. */
export async function smsProvider(): Promise<SmsProvider> {
	const requests: SmsRequest[] = [];
	const answers: SmsProvider['answers'] = [];
	const server = createHttpServer(async (request, response) => {
		let text = '';
		for await (const chunk of request) text += chunk;
		const form = new URLSearchParams(text);
		requests.push({ path: request.url!, headers: request.headers, form });
		const { status = 201, code = 101, body } = answers.shift() ?? {};
		const number = form.get('to');
		const recipient = {
			statusCode: code,
			number,
			status: code < 200 ? 'Success' : 'Failed',
			cost: 'KES 0.8000',
		};
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(
			body ?? JSON.stringify({ SMSMessageData: { Message: 'Sent to 1/1', Recipients: [recipient] } }),
		);
	});
	return { url: await listening(server), requests, answers, close: closing(server) };
}

export type MailServer = {
	url: string;
	mails: string[];
	/** The answer to the next RCPT commands, one each; then all are taken. */
	refusals: string[];
	close(): Promise<void>;
};

/** Speaks enough SMTP (RFC 5321) to take a mail, or to refuse its recipient. */
export async function mailServer(): Promise<MailServer> {
	const mails: string[] = [];
	const refusals: string[] = [];
	const server = createServer((socket) => {
		let [buffer, data] = ['', null as string | null];
		const say = (line: string) => socket.write(`${line}\r\n`);
		say('220 mail ready');
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			buffer += chunk.toString();
			for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
				const line = buffer.slice(0, end);
				buffer = buffer.slice(end + 2);
				if (data !== null) {
					if (line === '.') {
						mails.push(data);
						data = null;
						say('250 taken');
					} else data += `${line}\n`;
				} else if (/^EHLO/i.test(line)) say('250 mail');
				else if (/^RCPT/i.test(line)) say(refusals.shift() ?? '250 known');
				else if (/^DATA/i.test(line)) {
					data = '';
					say('354 go on');
				} else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
				else say('250 well');
			}
		});
	});
	const url = (await listening(server)).replace('http', 'smtp');
	return { url, mails, refusals, close: closing(server) };
}

const listening = (server: Server): Promise<string> =>
	new Promise((done) => {
		server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
	});

const closing = (server: Server) => () => new Promise<void>((done) => server.close(() => done()));
