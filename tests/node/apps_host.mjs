// A host for views, on the bridge that others wrote: a frame, an answer for it, and what it asks.
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge'

// What a host allows a view that declares no addresses.
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"

window.opened = []
window.runView = async (html, result, hostContext) => {
  const frame = document.createElement('iframe')
  frame.sandbox = 'allow-scripts'
  frame.width = 360
  document.body.append(frame)
  const bridge = new AppBridge(null, { name: 'a-host', version: '1' }, { openLinks: {} }, { hostContext })
  bridge.oninitialized = () => bridge.sendToolResult(result)
  bridge.onsizechange = ({ height }) => { frame.height = height }
  bridge.onopenlink = async ({ url }) => {
    window.opened.push(url)
    return {}
  }
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow))
  frame.srcdoc = html.replace('<head>', `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`)
}
