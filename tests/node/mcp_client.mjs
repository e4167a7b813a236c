// The MCP TypeScript SDKs, 1.x and 2.x: from nothing but a URL to calls, a refresh and the step-up.
import { done, given, moment, person } from './hand_over.mjs'

const sdks = {
  v1: async () => ({
    ...(await import('@modelcontextprotocol/sdk/client/index.js')),
    ...(await import('@modelcontextprotocol/sdk/client/streamableHttp.js')),
    ...(await import('@modelcontextprotocol/sdk/client/auth.js')),
  }),
  v2: () => import('@modelcontextprotocol/client'),
}
const { Client, StreamableHTTPClientTransport, UnauthorizedError, auth } = await sdks[given.sdk]()

const kept = {}
const asked = []
const signIns = []
let goingTo

const provider = {
  redirectUrl: given.redirect_uri,
  clientMetadataUrl: given.document,
  clientMetadata: {
    client_name: 'A host',
    redirect_uris: [given.redirect_uri],
    grant_types: given.refreshes ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  clientInformation: () => kept.client,
  saveClientInformation: (client) => { kept.client = client },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => { kept.tokens = tokens },
  codeVerifier: () => kept.verifier,
  saveCodeVerifier: (verifier) => { kept.verifier = verifier },
  state: () => 'a state of the host',
  redirectToAuthorization: (url) => {
    signIns.push(Object.fromEntries(url.searchParams))
    goingTo = url
  },
}

async function asking(url, init) {
  const path = new URL(url).pathname
  asked.push(path)
  return fetch(url, init)
}

function makeTransport() {
  return new StreamableHTTPClientTransport(new URL(given.server), { authProvider: provider, fetch: asking })
}

// What needs a sign-in is done again after it, as a host does.
async function signingIn(transport, act) {
  try {
    return await act(transport)
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error
    const callback = await person(goingTo)
    await transport.finishAuth(given.sdk === 'v2' ? callback.searchParams : callback.searchParams.get('code'))
    return null
  }
}

async function connect() {
  const options = given.sdk === 'v2' ? { versionNegotiation: { mode: given.mode } } : {}
  for (;;) {
    const client = new Client({ name: 'a-host', version: '1' }, options)
    const transport = makeTransport()
    if ((await signingIn(transport, async () => { await client.connect(transport); return client })) !== null) {
      return { client, transport }
    }
  }
}

async function call(name, argumentsOf) {
  for (;;) {
    const result = await signingIn(transport, () => client.callTool({ name, arguments: argumentsOf }))
    if (result !== null) return result
  }
}

if (given.first_scope) {
  // The host asks for little at first, so that the step-up has something to do.
  await auth(provider, { serverUrl: given.server, scope: given.first_scope, fetchFn: asking })
  const callback = await person(goingTo)
  const [code, iss] = ['code', 'iss'].map((name) => callback.searchParams.get(name))
  await auth(provider, { serverUrl: given.server, authorizationCode: code, iss, fetchFn: asking })
}
const { client, transport } = await connect()
const tools = (await client.listTools()).tools.map((tool) => tool.name)
const made = await call('createTask', { title: 'Call the dentist' })
const listed = await call('listTasks', {})
const before = kept.tokens
if (given.refreshes) {
  await moment('expire')
  asked.length = 0
  await call('listTasks', {})
}
done({
  tools,
  made: made.structuredContent,
  listed: listed.structuredContent,
  scope: kept.tokens.scope,
  was_refreshed: before.access_token !== kept.tokens.access_token,
  asked,
  sign_ins: signIns,
  client_id: kept.client?.client_id,
})
