/* A component for React with the props of the vendor's embeddable, on top of embed.js, which must be loaded first:
   import { complianceEmbed } from "https://HUB/embed-react.js"; const ComplianceEmbed = complianceEmbed(React);
   <ComplianceEmbed inquiryId inquirySessionToken onReady onInquirySubmitted onComplete onCancel onError className /> */
export const complianceEmbed = (React) =>
  function ComplianceEmbed({ inquiryId, inquirySessionToken, onReady, onInquirySubmitted, onComplete, onCancel, onError, onEvent, className, widgetPadding }) {
    const place = React.useRef(null);
    const told = React.useRef({});
    told.current = { onReady, onInquirySubmitted, onComplete, onCancel, onError, onEvent };
    React.useEffect(() => {
      const element = place.current;
      const hear = {
        ready: () => told.current.onReady?.(),
        submitted: () => {
          told.current.onInquirySubmitted?.();
          told.current.onComplete?.({ inquiryId, status: "completed" });
        },
        cancelled: () => told.current.onCancel?.({ inquiryId }),
        error: ({ detail }) => told.current.onError?.(detail),
      };
      const listeners = Object.entries(hear).map(([name, act]) => {
        const listener = (event) => {
          told.current.onEvent?.(name, event.detail);
          act(event);
        };
        element.addEventListener(name, listener);
        return [name, listener];
      });
      return () => listeners.forEach(([name, listener]) => element.removeEventListener(name, listener));
    }, [inquiryId]);
    const { top = 0, right = 0, bottom = 0, left = 0 } = widgetPadding ?? {};
    const padding = `${top}px ${right}px ${bottom}px ${left}px`;
    return React.createElement("trusthub-inquiry", {
      ref: place,
      class: className,
      style: { display: "block", padding },
      "inquiry-id": inquiryId,
      "session-token": inquirySessionToken,
    });
  };
